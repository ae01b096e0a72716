#!/bin/sh
# Remakes icons.svg: one sprite of the Tabler icons that the templates use (MIT, vendor/licences/tabler-icons.txt).
# Needs the unpacked npm package @tabler/icons:  npm pack @tabler/icons@3.51.0 && tar xzf tabler-icons-3.51.0.tgz
# Usage: sh assets/icons.sh package/icons/outline > assets/icons.svg
# To add an icon: one line below, "our name = Tabler's name", then run it again.
set -eu
dir=$1
printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
grep '^#= ' "$0" | while read -r _ name _ src; do
  body=$(grep -v '^<!--' "$dir/$src.svg" | sed '/M0 0h24v24H0z/d' | sed -n '/<path\|<circle\|<rect\|<line/p' | tr -d '\n' | sed 's/  */ /g; s/^ //')
  [ -n "$body" ] || { echo "no icon $src" >&2; exit 1; }
  printf '<symbol id="%s" viewBox="0 0 24 24">%s</symbol>\n' "$name" "$body"
done
printf '</svg>\n'
exit 0
#= desk = home
#= intake = file-import
#= plan = target-arrow
#= ledger = list-details
#= board = layout-board
#= timeline = timeline
#= heat = grid-dots
#= org = sitemap
#= unit = building
#= person = user
#= people = users
#= year = calendar
#= calendar = calendar-event
#= letter = writing-sign
#= project = building-factory-2
#= progress = trending-up
#= matter = alert-triangle
#= supervise = eye-check
#= assess = award
#= commend = trophy
#= summary = report
#= paper = file-text
#= duty = checklist
#= audit = shield-check
#= admin = settings
#= account = user-circle
#= logout = logout
#= login = login
#= search = search
#= more = dots
#= menu = menu-2
#= add = plus
#= edit = pencil
#= delete = trash
#= undo = arrow-back-up
#= check = check
#= close = x
#= question = help-circle
#= info = info-circle
#= warn = alert-circle
#= upload = cloud-upload
#= download = download
#= export = table-export
#= excel = file-spreadsheet
#= word = file-type-docx
#= pdf = file-type-pdf
#= print = printer
#= filter = filter
#= sort = arrows-sort
#= columns = columns
#= group = stack-2
#= tree = list-tree
#= table = table
#= bookmark = bookmark
#= link = link
#= merge = arrows-join
#= split = arrows-split
#= prev = chevron-left
#= next = chevron-right
#= up = chevron-up
#= down = chevron-down
#= back = arrow-left
#= forward = arrow-right
#= clock = clock
#= bell = bell
#= theme = moon
#= large = text-size
#= language = language
#= keyboard = keyboard
#= feedback = message-report
#= lock = lock
#= history = history
#= copy = copy
#= refresh = refresh
#= flag = flag
#= phone = device-mobile
#= file = file
#= folder = folder
#= chart = chart-bar
