"""What a finance bureau gets back: invented workbooks of departments, and what is wrong with each.

``words`` the vocabulary · ``model`` a return as data · ``standards`` rules and their prose · ``plan`` a clean
return out of chance · ``consequences`` what must be found in it · ``faults`` what clerks do wrong ·
``own``/``foreign``/``package`` the files · ``heap`` folders, archives and junk around them · ``truth`` what is
known, and perfxl held against it.
"""
