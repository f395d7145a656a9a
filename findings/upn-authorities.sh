#!/bin/sh
# A pupil number of an authority founded since 2019 is refused by python-stdnum, though its check letter is right.
#
# UPNs begin with a check letter; characters 2 to 4 are the number of the authority that gave it. Dorset (838) and
# Bournemouth, Christchurch and Poole (839) began in 2019, North and West Northamptonshire (940, 941) in 2021. The
# library's list of authorities ends before them and holds no Welsh one, so whoever validates
# with it loses the numbers of whole counties. The numbers below are made up: no school is establishment 0000.
#
# Seen with python-stdnum 2.2: all four raise InvalidComponent, and `calc_check_digit` agrees with each letter.
# Exits 0 while that is so, 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from stdnum.exceptions import InvalidComponent
from stdnum.gb import upn

print("python-stdnum", version("python-stdnum"))
assert upn.validate("U886000026001") == "U886000026001"  # Kent: taken
for number, authority in (
    ("J838000019001", "Dorset"),
    ("L940000022017", "North Northamptonshire"),
    ("A660000014001", "a Welsh authority"),
    ("X001000014001", "outside England and Wales"),
):
    assert upn.calc_check_digit(number[1:]) == number[0], "the check letter is not the library's"
    try:
        upn.validate(number)
    except InvalidComponent:
        print(f"{number} ({authority}): check letter right, refused as InvalidComponent")
    else:
        raise SystemExit(f"changed: {number} ({authority}) is taken now")
PYTHON
