# Names used on every page.
app-name = Luoshi
