# Names used on every page.
app-name = 落实
