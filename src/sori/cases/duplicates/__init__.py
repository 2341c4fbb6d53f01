"""The same thing reported more than once: which cases are alike, shown before a report is sent and on the desk."""
