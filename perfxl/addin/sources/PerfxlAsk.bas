Attribute VB_Name = "PerfxlAsk"
Option Explicit
' Every question and every message passes through here. A rehearsal (PerfxlRehearse) answers the questions and
' keeps the messages instead of showing them: a program without a screen cannot click. What is asked and said comes
' from the add-in's own sheet, because VBA text is ASCII.
'
' A cancelled question is "".
' LibreOffice 7.4 has no Application.FileDialog, GetOpenFilename or GetSaveAsFilename; there AskPath takes a typed path.

Private mRehearsing As Boolean
Private mAnswers As String
Private mHeard As String

' answers: "key=value" lines
Public Sub PerfxlRehearse(answers As String)
    mRehearsing = True
    mAnswers = vbLf & answers & vbLf
    mHeard = ""
End Sub

' The messages of the rehearsal so far: "kind TAB text" lines, line breaks in a text as spaces
Public Function PerfxlHeard() As String
    PerfxlHeard = mHeard
End Function

Public Function Say(key As String) As String
    Say = Setting("text:" & key)
End Function

' A value of the add-in's own sheet; ThisWorkbook is the add-in, whatever workbook is active
Public Function Setting(key As String) As String
    Dim row As Long
    row = 1
    Do While CStr(ThisWorkbook.Worksheets(1).Cells(row, 1).Value) <> ""
        If CStr(ThisWorkbook.Worksheets(1).Cells(row, 1).Value) = key Then
            Setting = CStr(ThisWorkbook.Worksheets(1).Cells(row, 2).Value)
            Exit Function
        End If
        row = row + 1
    Loop
End Function

Public Sub Tell(kind As String, text As String)
    If mRehearsing Then
        mHeard = mHeard & kind & vbTab & Replace(text, vbLf, " ") & vbLf
    ElseIf kind = "failed" Then
        MsgBox text, vbExclamation, Say("title")
    Else
        MsgBox text, vbInformation, Say("title")
    End If
End Sub

Public Function AskYes(text As String) As Boolean
    If mRehearsing Then
        mHeard = mHeard & "ask" & vbTab & Replace(text, vbLf, " ") & vbLf
        AskYes = (Rehearsed("confirm") = "yes")
    Else
        AskYes = (MsgBox(text, vbYesNo + vbQuestion + vbDefaultButton2, Say("title")) = vbYes)
    End If
End Function

Public Function AskText(key As String, suggestion As String) As String
    If mRehearsing Then
        AskText = Rehearsed(key)
    Else
        AskText = Trim(InputBox(Say("ask_" & key), Say("title"), suggestion))
    End If
End Function

Public Function AskOpen(key As String) As String
    AskOpen = AskPath("open", key, key)
End Function

Public Function AskSave(key As String, purpose As String) As String
    AskSave = AskPath("save", key, purpose)
End Function

Public Function AskFolder(key As String, purpose As String) As String
    AskFolder = AskPath("folder", key, purpose)
End Function

Private Function AskPath(kind As String, key As String, purpose As String) As String
    Dim chosen As Variant, dialog As Object
    If mRehearsing Then
        AskPath = Rehearsed(key)
        Exit Function
    End If
    On Error GoTo NoDialog
    If kind = "open" Then
        chosen = Application.GetOpenFilename(Say("filter_" & purpose), 1, Say("ask_" & purpose))
    ElseIf kind = "save" Then
        chosen = Application.GetSaveAsFilename(Say("name_" & purpose), Say("filter_" & purpose), 1, Say("ask_" & purpose))
    Else
        Set dialog = Application.FileDialog(4) ' msoFileDialogFolderPicker
        dialog.Title = Say("ask_" & purpose)
        chosen = False
        If dialog.Show = -1 Then chosen = dialog.SelectedItems(1)
    End If
    If VarType(chosen) = vbString Then AskPath = chosen
    Exit Function
NoDialog:
    AskPath = Trim(InputBox(Say("ask_" & purpose), Say("title"), ""))
End Function

Private Function Rehearsed(key As String) As String
    Dim start As Long
    start = InStr(mAnswers, vbLf & key & "=")
    If start = 0 Then Exit Function
    start = start + Len(key) + 2
    Rehearsed = Mid(mAnswers, start, InStr(start, mAnswers, vbLf) - start)
End Function
