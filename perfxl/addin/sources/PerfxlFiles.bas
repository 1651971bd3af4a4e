Attribute VB_Name = "PerfxlFiles"
Option Explicit
' The status file Python writes: where it is, its last line, its end.

Public Function NewStatusFile() As String
    Dim folder As String, files As Object
    folder = Environ("TMPDIR")
    If folder = "" Then folder = Environ("TEMP")
    On Error Resume Next ' the short name is ASCII, which VBA's Open needs where the code page lacks a letter
    Set files = CreateObject("Scripting.FileSystemObject")
    If Not files Is Nothing Then folder = files.GetSpecialFolder(2).ShortPath
    On Error GoTo 0
    Randomize
    NewStatusFile = folder & "/perfxl-" & CStr(Int(Rnd * 1000000000)) & ".status"
    If Not InLibreOffice() Then NewStatusFile = Replace(NewStatusFile, "/", "\")
End Function

' "" while Python has not made the file or is just writing it
Public Function LastLine(path As String) As String
    Dim number As Integer, entry As String
    On Error Resume Next
    number = FreeFile
    Open path For Input Access Read Shared As #number
    If Err.Number <> 0 Then Exit Function
    Do While Not EOF(number)
        Line Input #number, entry
        If Err.Number <> 0 Then Exit Do
        If entry <> "" Then LastLine = entry
    Loop
    Close #number
End Function

Public Sub Forget(path As String)
    On Error Resume Next
    Kill path
End Sub

Public Function FileThere(path As String) As Boolean
    FileThere = (Dir(path) <> "")
End Function
