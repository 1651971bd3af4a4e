Attribute VB_Name = "PerfxlRun"
Option Explicit
' Starts Python and follows its status file. The program started is the interpreter on the add-in's own sheet, and
' -P keeps Python from importing anything out of the current folder: no workbook decides what runs.
'
' Waiting is done by the clock (Application.OnTime), once a second. Between two looks Excel is free, and after the
' deadline nobody looks any more: a Python that hangs never blocks Excel.

Private mRunning As Boolean
Private mAction As String
Private mAnswers As String
Private mStatus As String
Private mUntil As Date
Private mProcess As Object
Private mSilent As Long
Private mEvents As Boolean
Private mAlerts As Boolean
Private mScreen As Boolean

' answers: "key=value" lines
Public Sub PerfxlStart(action As String, answers As String)
    Dim trouble As String
    If mRunning Then
        Tell "failed", Say("busy")
        Exit Sub
    End If
    mAction = action
    mAnswers = answers
    mSilent = 0
    Remember
    trouble = Launched()
    If trouble <> "" Then
        Tell "failed", trouble
        Exit Sub
    End If
    mUntil = DateAdd("s", Val(Setting("deadline")), Now)
    Application.StatusBar = Say("started")
    LookAgain
    mRunning = True
End Sub

Public Function PerfxlRunning() As Boolean
    PerfxlRunning = mRunning
End Function

Public Sub PerfxlTick()
    Dim entry As String, word As String, text As String, what As String
    If Not mRunning Then Exit Sub
    On Error GoTo Trouble
    entry = LastLine(mStatus)
    If InStr(entry, vbTab) > 0 Then
        word = Left(entry, InStr(entry, vbTab) - 1)
        text = Unescaped(Mid(entry, InStr(entry, vbTab) + 1))
    End If
    If word = "done" Or word = "failed" Or word = "ask" Then
        Finish word, text
    ElseIf EndedSilently() Then
        PutBack
        Finish "failed", Say("died") & vbLf & LastWords()
    ElseIf Now > mUntil Then
        GiveUp
    Else
        If word = "progress" Then Application.StatusBar = Left(Say("title") & ": " & text, 250)
        LookAgain
    End If
    Exit Sub
Trouble:
    what = Err.Description ' before anything is called: that may clear it
    Finish "failed", Say("died") & vbLf & what
End Sub

Private Sub LookAgain()
    Dim procedure As String
    ' Named with its workbook, so that no macro of the same name in another workbook is meant; LibreOffice finds a
    ' workbook by its path.
    procedure = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!PerfxlRun.PerfxlTick"
    If InLibreOffice() Then procedure = ThisWorkbook.Path & "/" & ThisWorkbook.Name & "!PerfxlRun.PerfxlTick"
    Application.OnTime DateAdd("s", 1, Now), procedure
End Sub

Private Sub Finish(word As String, text As String)
    mRunning = False
    Set mProcess = Nothing
    Application.StatusBar = False
    Forget mStatus
    If word <> "ask" Then
        If text <> "" Then Tell word, text
    ElseIf AskYes(text) Then
        PerfxlStart mAction, mAnswers & "confirm=yes" & vbLf
    End If
End Sub

Private Sub GiveUp()
    On Error Resume Next
    If Not mProcess Is Nothing Then mProcess.Terminate
    On Error GoTo 0
    PutBack
    Finish "failed", Replace(Say("deadline"), "{seconds}", Setting("deadline"))
End Sub

' What a Python that was ended can no longer put back: without events the user's macros stay dead, without alerts Excel
' closes unsaved workbooks unasked
Private Sub Remember()
    If InLibreOffice() Then Exit Sub
    mEvents = Application.EnableEvents
    mAlerts = Application.DisplayAlerts
    mScreen = Application.ScreenUpdating
End Sub

Private Sub PutBack()
    If InLibreOffice() Then Exit Sub
    Application.EnableEvents = mEvents
    Application.DisplayAlerts = mAlerts
    Application.ScreenUpdating = mScreen
End Sub

' Excel knows when the process has ended; a look later, for what it wrote last, it must have said how
Private Function EndedSilently() As Boolean
    If mProcess Is Nothing Then Exit Function
    If mProcess.Status = 0 Then Exit Function
    mSilent = mSilent + 1
    EndedSilently = (mSilent > 1)
End Function

Private Function LastWords() As String
    On Error Resume Next
    If Not mProcess Is Nothing Then LastWords = Right(mProcess.StdErr.ReadAll, 800)
End Function

' Starts Python; what is wrong, or ""
Private Function Launched() As String
    Dim toRun As String, wsh As Object, what As String
    If Setting("python") = "" Then
        Launched = Say("not_installed")
        Exit Function
    End If
    mStatus = NewStatusFile()
    toRun = CommandLine()
    If toRun = "" Then
        Launched = Say("bad_name")
        Exit Function
    End If
    Set mProcess = Nothing
    Set wsh = WindowsShell()
    On Error GoTo NotStarted
    If Not wsh Is Nothing Then
        ' Exec would put the value of a variable in place of a name like %TEMP%
        If wsh.ExpandEnvironmentStrings(toRun) <> toRun Then
            Launched = Say("bad_name")
        Else
            Set mProcess = wsh.Exec(toRun)
        End If
    ' Where there is no script host (switched off, or LibreOffice on Linux) Shell starts it, and gives nothing to look at
    ElseIf Not FileThere(Setting("python")) Then
        Launched = Replace(Say("no_python"), "{python}", Setting("python"))
    Else
        Shell toRun, 0
    End If
    Exit Function
NotStarted:
    what = Err.Description
    Launched = Replace(Say("no_python"), "{python}", Setting("python")) & vbLf & what
End Function

Private Function WindowsShell() As Object
    On Error Resume Next
    Set WindowsShell = CreateObject("WScript.Shell")
End Function

' "" where something cannot be quoted
Private Function CommandLine() As String
    Dim made As String, answer As Variant, fits As Boolean
    fits = Added(made, Setting("python")) And Added(made, "-P") And Added(made, "-m") And Added(made, "perfxl.buttons")
    fits = fits And Added(made, mAction) And Added(made, "--wb=" & BookName()) And Added(made, "--from_xl=1")
    fits = fits And Added(made, "--app=" & ProgramName()) And Added(made, "--hwnd=" & WindowHandle())
    fits = fits And Added(made, "--status=" & mStatus)
    For Each answer In Split(mAnswers, vbLf)
        If answer <> "" Then fits = fits And Added(made, "--answer") And Added(made, CStr(answer))
    Next answer
    If fits Then CommandLine = made
End Function

Private Function Added(ByRef made As String, argument As String) As Boolean
    Dim quoted As String
    quoted = QuotedArgument(argument)
    Added = (quoted <> "")
    If made <> "" Then made = made & " "
    made = made & quoted
End Function

' One argument as CommandLineToArgvW and C programs on Windows take it apart: a quote is escaped by a backslash, and
' backslashes before a quote are doubled. LibreOffice's Shell knows no escape: it takes the one quote or the other.
Private Function QuotedArgument(argument As String) As String
    Dim at As Long, slashes As Long, letter As String, made As String
    If InStr(argument, vbLf) > 0 Or InStr(argument, vbCr) > 0 Then Exit Function
    If InLibreOffice() Then
        If WindowsShell() Is Nothing Then
            If InStr(argument, """") = 0 Then
                QuotedArgument = """" & argument & """"
            ElseIf InStr(argument, "'") = 0 Then
                QuotedArgument = "'" & argument & "'"
            End If
            Exit Function
        End If
    End If
    For at = 1 To Len(argument)
        letter = Mid(argument, at, 1)
        If letter = "\" Then
            slashes = slashes + 1
        Else
            If letter = """" Then made = made & String(slashes + 1, "\")
            slashes = 0
        End If
        made = made & letter
    Next at
    QuotedArgument = """" & made & String(slashes, "\") & """"
End Function

Private Function BookName() As String
    If ActiveWorkbook Is Nothing Then Exit Function
    BookName = ActiveWorkbook.FullName
    If Not InLibreOffice() Then Exit Function
    If ActiveWorkbook.Path <> "" Then BookName = ActiveWorkbook.Path & "/" & ActiveWorkbook.Name
End Function

Private Function ProgramName() As String
    On Error Resume Next ' LibreOffice knows no path of it
    ProgramName = Application.Path & "\" & Application.Name
End Function

Private Function WindowHandle() As String
    WindowHandle = "0"
    On Error Resume Next ' LibreOffice knows none
    WindowHandle = CStr(Application.Hwnd)
End Function

' LibreOffice says it is Excel 11; the tab needs 14
Public Function InLibreOffice() As Boolean
    InLibreOffice = (Val(Application.Version) < 12)
End Function

' \uXXXX, \n, \t and \\ of the status file
Private Function Unescaped(text As String) As String
    Dim at As Long, letter As String
    at = 1
    Do While at <= Len(text)
        letter = Mid(text, at, 1)
        If letter = "\" Then
            at = at + 1
            letter = Mid(text, at, 1)
            If letter = "u" Then
                letter = ChrW(CLng("&H" & Mid(text, at + 1, 4)))
                at = at + 4
            ElseIf letter = "n" Then
                letter = vbLf
            ElseIf letter = "t" Then
                letter = vbTab
            End If
        End If
        Unescaped = Unescaped & letter
        at = at + 1
    Loop
End Function
