Attribute VB_Name = "PerfxlRibbon"
Option Explicit
' The nine buttons of the tab (customUI14.xml). Each asks for the paths it needs and starts Python; a question
' that is cancelled ends the button. Nothing here runs before somebody clicks.

Public Sub PerfxlNew(control As IRibbonControl)
    Dim answers As String
    If Not Given(answers, "department", AskText("department", "")) Then Exit Sub
    If Not Given(answers, "year", AskText("year", CStr(Year(Date)))) Then Exit Sub
    If Not Given(answers, "out", AskSave("out", "new")) Then Exit Sub
    PerfxlStart "new", answers
End Sub

Public Sub PerfxlNewBatch(control As IRibbonControl)
    Dim answers As String
    If Not Given(answers, "roster", AskOpen("roster")) Then Exit Sub
    If Not Given(answers, "year", AskText("year", CStr(Year(Date)))) Then Exit Sub
    If Not Given(answers, "out", AskFolder("out", "batch")) Then Exit Sub
    PerfxlStart "new-batch", answers
End Sub

Public Sub PerfxlCheck(control As IRibbonControl)
    StartOnBook "check"
End Sub

Public Sub PerfxlRecalc(control As IRibbonControl)
    StartOnBook "recalc"
End Sub

Public Sub PerfxlStandards(control As IRibbonControl)
    StartOnBook "standards"
End Sub

Public Sub PerfxlConvert(control As IRibbonControl)
    Dim answers As String
    If Not Given(answers, "file", AskOpen("file")) Then Exit Sub
    If Not Given(answers, "out", AskSave("out", "convert")) Then Exit Sub
    PerfxlStart "convert", answers
End Sub

Public Sub PerfxlImport(control As IRibbonControl)
    Dim answers As String
    If Not Given(answers, "folder", AskFolder("folder", "import")) Then Exit Sub
    If Not Given(answers, "db", AskSave("db", "ledger")) Then Exit Sub
    Given answers, "roster", AskOpen("roster") ' a list of departments helps, but is no must
    PerfxlStart "import", answers
End Sub

Public Sub PerfxlReport(control As IRibbonControl)
    Dim answers As String
    If Not Given(answers, "db", AskOpen("db")) Then Exit Sub
    If Not Given(answers, "out", AskFolder("out", "report")) Then Exit Sub
    PerfxlStart "report", answers
End Sub

Public Sub PerfxlHelp(control As IRibbonControl)
    PerfxlStart "help", ""
End Sub

Private Sub StartOnBook(action As String)
    If ActiveWorkbook Is Nothing Then
        Tell "failed", Say("no_book")
    Else
        PerfxlStart action, ""
    End If
End Sub

' Adds an answer; False where there is none. A line break would make two answers of one.
Private Function Given(ByRef answers As String, key As String, value As String) As Boolean
    If InStr(value, vbLf) > 0 Or InStr(value, vbCr) > 0 Then
        Tell "failed", Say("bad_name")
        Exit Function
    End If
    Given = (value <> "")
    If Given Then answers = answers & key & "=" & value & vbLf
End Function
