"""Makes demo/documents and demo/upload from year.toml and texts/: pip install -r requirements.txt; python make.py"""
import letter
import page
import prose
import roster
import tables
import uploads
import world

if __name__ == "__main__":
    world.DOCUMENTS.mkdir(exist_ok=True)
    world.UPLOAD.mkdir(exist_ok=True)
    data = world.load()
    for maker in (prose, tables, roster, page, letter, uploads):
        maker.make(data)
