"""Tables as people have them: each is read to the exact numbers, or refused in the exact sentence."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim import tables
from wbsim.problems import Refused
from wbsim.tables import Choices, Column

Read = dict[str, Any] | str

# name, content, choices, and the columns that were read (or their kind) or what is refused
# fmt: off
TRICKY: list[tuple[str, bytes, dict[str, Any], Read]] = [
    ('plain', b'a,b\n1,2\n3,4\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('no end of line', b'a,b\n1,2\n3,4', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('windows ends', b'a,b\r\n1,2\r\n3,4\r\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('old mac ends', b'a,b\r1,2\r3,4\r', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('mixed ends', b'a,b\r\n1,2\n3,4\r5,6\n', {}, {'a': [1.0, 3.0, 5.0], 'b': [2.0, 4.0, 6.0]}),
    ('blank lines', b'\n\na,b\n\n1,2\n \n3,4\n\n\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('bom', b'\xef\xbb\xbfa,b\n1,2\n3,4\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('bom quoted', b'\xef\xbb\xbf"a","b"\n1,2\n3,4\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('bom and chosen utf8', b'\xef\xbb\xbfa,b\n1,2\n3,4\n', {'encoding': 'UTF8'}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('utf16le bom', b'\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x003\x00,\x00\xe9\x00\n\x00', {}, 'line 3, column “b”: “é” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('utf16be bom', b'\xfe\xff\x00a\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x003\x00,\x004\x00\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('utf32', b'\xff\xfe\x00\x00a\x00\x00\x00,\x00\x00\x00b\x00\x00\x00\n\x00\x00\x001\x00\x00\x00,\x00\x00\x002\x00\x00\x00\n\x00\x00\x003\x00\x00\x00,\x00\x00\x004\x00\x00\x00\n\x00\x00\x00', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('utf16 no bom', b'a\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x003\x00,\x004\x00\n\x00', {}, 'seems to be UTF-16 without a mark; choose utf-16-le as the encoding'),
    ('utf16 chosen', b'a\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x003\x00,\x004\x00\n\x00', {'encoding': 'utf-16-le'}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('utf16 cut', b'\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x003\x00,\x004\x00\n', {}, 'line 3: is not utf-16 (some bytes are no letters); choose another encoding'),
    ('cp1252', b'gr\xf6\xdfe,b\n1,2\n3,4\n', {}, {'größe': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('neither', b'a,b\n1,\x81\xff\n3,4\n', {}, 'line 2: is neither UTF-8 nor Windows-1252 (byte 0x81); choose another encoding'),
    ('wrong utf8 chosen', b'a,b\n1,2\n3,\xe9\n', {'encoding': 'utf-8'}, 'line 3: is not utf-8 (byte 0xe9); choose another encoding'),
    ('unknown encoding', b'a,b\n1,2\n', {'encoding': 'klingon'}, "encoding: 'klingon' is not known; utf-8, utf-16, cp1252 and latin-1 are"),
    ('unusable encoding', b'a,b\n1,2\n', {'encoding': 'idna'}, "is not idna; choose another encoding, such as utf-8"),
    ('bytes encoding', b'a,b\n1,2\n', {'encoding': 'base64'}, "encoding: 'base64' is not known; utf-8, utf-16, cp1252 and latin-1 are"),
    ('nul', b'a,b\n1,2\n3,\x00\n', {}, 'has zero bytes and is no text; a table must be a text file such as CSV'),
    ('empty', b'', {}, 'is empty; a table needs a line of names and rows of values'),
    ('spaces only', b'  \n \n', {}, 'has no values; a table needs a line of names and rows of values'),
    ('bom only', b'\xef\xbb\xbf', {}, 'has no values; a table needs a line of names and rows of values'),
    ('only names', b'a,b\n', {}, 'has no rows of values; a table needs some below its names'),
    ('one column', b'a\n1\n2\n', {}, 'has a single column, for no comma, semicolon, tab or bar separates values (first line: “a”); a table needs an input and a target'),
    ('one row', b'a,b\n1,2\n', {}, 'has a single row of values; at least 2 are needed to train and to test'),
    ('excel', b'PK\x03\x04rest', {}, 'is an Excel workbook or another zip file; open it there and save the table as CSV'),
    ('old excel', b'\xd0\xcf\x11\xe0rest', {}, 'is an old Excel or Office file; open it there and save the table as CSV'),
    ('gzip', b'\x1f\x8brest', {}, 'is compressed with gzip; unpack it first'),
    ('pdf', b'%PDF-1.4', {}, 'is a PDF; a table must be a text file such as CSV'),
    ('html', b'<!DOCTYPE html><html>', {}, 'is a web page, not a table; download the file itself, often called “raw”'),
    ('json', b'{"a": 1}', {}, 'is JSON; a table must be a text file such as CSV'),
    ('json list', b'[{"a": 1}]', {}, 'is JSON; a table must be a text file such as CSV'),
    ('parquet', b'PAR1....', {}, 'is a Parquet file; save the table as CSV'),
    ('npy', b'\x93NUMPY..', {}, 'is a NumPy array; save it as CSV with numpy.savetxt'),
    ('semicolon comma', b'a;b\n1,5;2\n2,5;3\n', {}, {'a': [1.5, 2.5], 'b': [2.0, 3.0]}),
    ('semicolon point', b'a;b\n1.5;2\n2.5;3\n', {}, {'a': [1.5, 2.5], 'b': [2.0, 3.0]}),
    ('tab', b'a\tb\n1\t2\n3\t4\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('tab comma decimal', b'a\tb\n1,5\t2\n3,25\t4\n', {}, {'a': [1.5, 3.25], 'b': [2.0, 4.0]}),
    ('bar', b'a|b\n1|2\n3|4\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('spaces', b'a b  c\n1 2 3\n 4 5   6 \n', {}, {'a': [1.0, 4.0], 'b': [2.0, 5.0], 'c': [3.0, 6.0]}),
    ('sep line', b'sep=;\na;b\n1;2\n3;4\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('either separator', b'a;b,c;d\n1;2,3;4\n', {}, 'has a single row of values; at least 2 are needed to train and to test'),
    ('chosen separator', b'a;b,c;d\n1;2,3;4\n', {'separator': ','}, 'has a single row of values; at least 2 are needed to train and to test'),
    ('comma in text of semicolon file', b'city;x\nBerlin, Mitte;1\nUlm;2\nUlm;2\n', {}, {'city': ['Berlin, Mitte', 'Ulm', 'Ulm'], 'x': [1.0, 2.0, 2.0]}),
    ('quoted separator', b'a,b\n"x, y",1\nz,2\nz,3\n', {}, {'a': ['x, y', 'z', 'z'], 'b': [1.0, 2.0, 3.0]}),
    ('quoted newline', b'a,b\n"x\ny",1\nz,2\nz,3\n', {}, {'a': ['x\ny', 'z', 'z'], 'b': [1.0, 2.0, 3.0]}),
    ('ragged after quoted newline', b'a,b\n"x\ny",1\nz,2,3\n', {}, 'line 4: has 3 values instead of 2: “3” is one too many; if a comma is the decimal mark, another separator must stand between values'),
    ('doubled quotes', b'a,b\n"say ""hi""",1\nz,2\nz,3\n', {}, {'a': ['say "hi"', 'z', 'z'], 'b': [1.0, 2.0, 3.0]}),
    ('quoted numbers', b'"a","b"\n"1","2"\n"3","4"\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('spaces around', b'a , b\n 1 , 2\n3 ,4 \n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('space before quotes', b'a, b\n1, "x, y"\n2, "z"\n3, "z"\n', {}, {'a': [1.0, 2.0, 3.0], 'b': ['x, y', 'z', 'z']}),
    ('open quote', b'a,b\n1,"x\n2,3\n', {}, 'line 2: a quotation mark opens a value here and none closes it; close it, or write "" for one in a value'),
    ('text after quote', b'a,b\n1,"x"y\n2,3\n', {}, 'line 2: something follows a closing quotation mark; write "" for a quotation mark in a value'),
    ('backslash quote', b'a,b\n1,"x\\"y"\n2,3\n', {}, 'line 2: something follows a closing quotation mark; write "" for a quotation mark in a value'),
    ('too many', b'a,b\n1,2\n3,4,5\n6,7\n', {}, 'line 3: has 3 values instead of 2: “5” is one too many; if a comma is the decimal mark, another separator must stand between values'),
    ('too few', b'a,b,c\n1,2,3\n3,4\n6,7,8\n', {}, 'line 3: has 2 values instead of 3: column “c” and what follows are missing; add them, empty if unknown'),
    ('several ragged', b'a,b\n1,2\n3\n4,5,6\n', {}, 'line 3: has 1 value instead of 2: column “b” and what follows are missing; add them, empty if unknown; line 4: has 3 values instead of 2: “6” is one too many; if a comma is the decimal mark, another separator must stand between values'),
    ('title above', b'My table\na,b\n1,2\n3,4\n', {}, 'first line: has 1 value, but the lines below have 2; take away what stands above the table'),
    ('trailing separators', b'a,b,\n1,2,\n3,4,\n', {}, {'a': [1.0, 3.0], 'b': [2.0, 4.0], 'column 3': 'empty'}),
    ('trailing only below', b'a,b\n1,2,\n3,4,\n', {}, 'first line: has 2 values, but the lines below have 3; give each column one name'),
    ('total row', b'a,b\n1,2\n3,4\n5,6\ntotal,\n', {}, 'line 5, column “a”: “total” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('decimal comma unquoted', b'a,b\n1,5,2,5\n3,5,4,5\n', {}, 'first line: has 2 values, but the lines below have 4; if the separator is also the decimal mark, another one must stand between values'),
    ('decimal comma quoted', b'a,b\n1,"1,5"\n2,"2,25"\n', {}, {'a': [1.0, 2.0], 'b': [1.5, 2.25]}),
    ('thousands or decimal', b'a,b\n1,"1,500"\n2,"2,250"\n', {}, 'line 2, column “b”: “1,500” may be 1.500 or 1500: its comma is the decimal mark or groups thousands; choose , as the one or the other'),
    ('thousands chosen point', b'a,b\n1,"1,500"\n2,"2,250"\n', {'decimal': '.'}, 'line 2, column “b”: “1,500” has a comma, but the decimal mark is a point; write 1.500, or choose , as the mark between thousands, or leave the column out'),
    ('thousands chosen comma', b'a,b\n1,"1,500"\n2,"2,250"\n', {'decimal': ','}, {'a': [1.0, 2.0], 'b': [1.5, 2.25]}),
    ('german thousands', b'a;b\n1.500;2\n2.500;3\n', {}, 'line 2, column “a”: “1.500” may be 1.500 or 1500: its point is the decimal mark or groups thousands; choose . as the one or the other'),
    ('german thousands and decimals', b'a;b\n1.500;2,5\n2.500;3,5\n', {}, 'line 2, column “a”: “1.500” has a point, but the decimal mark is a comma; write 1,500, or choose . as the mark between thousands, or leave the column out'),
    ('both marks in one', b'a;b\n1.500,5;2,5\n2,5;3,5\n', {}, 'line 2, column “a”: “1.500,5” groups thousands; choose by which mark, or write the digits without it, or leave the column out'),
    ('thousands chosen', b'a,b\n1,"1,500"\n2,"12,250.5"\n3,7\n', {'thousands': ','}, {'a': [1.0, 2.0, 3.0], 'b': [1500.0, 12250.5, 7.0]}),
    ('thousands chosen in German', b'a;b\n1.500;2\n-2.500.000,5;3\n', {'thousands': '.'}, {'a': [1500.0, -2500000.5], 'b': [2.0, 3.0]}),
    ('thousands chosen as spaces', 'a;b\n1 500,5;2\n2\u202f500\u00a0000;3\n'.encode(), {'thousands': ' '}, {'a': [1500.5, 2500000.0], 'b': [2.0, 3.0]}),
    ('thousands chosen as underscores', b'a,b\n1_000,2\n2_00,3\n5,4\n', {'thousands': '_'}, 'line 3, column “a”: “2_00” has an underscore between digits; write 200, or leave the column out'),
    ('thousands in the wrong place', b'a,b\n1,"15,00"\n2,"2,250"\n3,"2,250"\n', {'thousands': ','}, 'line 2, column “b”: “15,00” has a comma, but the decimal mark is a point; write 15.00, or choose , as the decimal mark, or leave the column out'),
    ('thousands and decimals alike', b'a,b\n1,2\n', {'thousands': ',', 'decimal': ','}, 'decimal: , cannot both be the decimal mark and group thousands; choose another'),
    ('underscore', b'a,b\n1,1_000\n2,3\n4,5\n', {}, 'line 2, column “b”: “1_000” has an underscore between digits; write 1000, or leave the column out'),
    ('hex', b'a,b\n1,0x10\n2,3\n4,5\n', {}, 'line 2, column “b”: “0x10” is not a decimal number; write 16, or leave the column out'),
    ('octal', b'a,b\n1,0o17\n2,3\n4,5\n', {}, 'line 2, column “b”: “0o17” is not a decimal number; write 15, or leave the column out'),
    ('arabic', b'a,b\n1,\xd9\xa3\n2,3\n4,5\n', {}, 'line 2, column “b”: “٣” has digits other than 0 to 9; write 3, or leave the column out'),
    ('arabic all', b'a,b\n\xd9\xa1,1\n\xd9\xa2,2\n\xd9\xa3,3\n', {}, 'line 2, column “a”: “١” has digits other than 0 to 9; write 1, or leave the column out'),
    ('fullwidth', b'a,b\n1,\xef\xbc\x93\n2,3\n4,5\n', {}, 'line 2, column “b”: “３” has digits other than 0 to 9; write 3, or leave the column out'),
    ('superscript', b'a,b\n1,3\xc2\xb2\n2,3\n4,5\n', {}, 'line 2, column “b”: “3²” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('inf', b'a,b\n1,inf\n2,3\n4,5\n', {}, 'line 2, column “b”: “inf” is infinite; write a number, or leave the column out'),
    ('minus infinity', b'a,b\n1,-Infinity\n2,3\n4,5\n', {}, 'line 2, column “b”: “-Infinity” is infinite; write a number, or leave the column out'),
    ('too large', b'a,b\n1,1e999\n2,3\n4,5\n', {}, 'line 2, column “b”: “1e999” cannot be held; write a number of at most about 1e308, or leave the column out'),
    ('out of range', b'a,b\n1,2\n2e15,3\n4,5\n', {}, 'line 3, column “a”: 2e+15 is out of range; it must be -1e+12 to 1e+12, so use a larger unit or leave the column out'),
    ('tiny', b'a,b\n1e-400,1\n2,3\n4,5\n', {}, 'line 2, column “a”: “1e-400” cannot be held; write a number of at least about 1e-308, or leave the column out'),
    ('thousand space', b'a;b\n1 000;1\n2;3\n4;5\n', {}, 'line 2, column “a”: “1 000” groups thousands; choose by which mark, or write the digits without it, or leave the column out'),
    ('thousand nbsp', b'a;b\n1\xc2\xa0000;1\n2;3\n4;5\n', {}, 'line 2, column “a”: “1 000” groups thousands; choose by which mark, or write the digits without it, or leave the column out'),
    ('apostrophe', b"a;b\n1'000;1\n2;3\n4;5\n", {}, "line 2, column “a”: “1'000” groups thousands; choose by which mark, or write the digits without it, or leave the column out"),
    ('money', b'a,b\n$5,1\n$6,2\n$7,3\n', {}, 'line 2, column “a”: “$5” has a sign of money or percent; write the number alone, or leave the column out'),
    ('percent', b'a,b\n5%,1\n6,2\n7,3\n', {}, 'line 2, column “a”: “5%” has a sign of money or percent; write the number alone, or leave the column out'),
    ('unicode minus', b'a,b\n\xe2\x88\x925,1\n6,2\n7,3\n', {}, 'line 2, column “a”: “−5” has a dash for a minus; write -5, or leave the column out'),
    ('two points', b'a,b\n1.2.3,1\n6,2\n7,3\n', {}, 'line 2, column “a”: “1.2.3” has more than one decimal mark; write one at most, or leave the column out'),
    ('forms', b'a,b\n+1.,1\n.5,2\n-2E+3,3\n0.5e-1,4\n', {}, {'a': [1.0, 0.5, -2000.0, 0.05], 'b': [1.0, 2.0, 3.0, 4.0]}),
    ('d exponent', b'a,b\n1d5,1\n2,2\n3,3\n', {}, 'line 2, column “a”: “1d5” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('nan words', b'a,b\n1,2\nNA,3\n,4\nnan,5\n?,6\nN/A,7\nnull,8\n2,1\n', {}, 'no column is left as an input (“a”: more than half of the values are missing); choose some'),
    ('dash', b'a,b\n1,2\n-,3\n2,4\n', {}, 'line 3, column “a”: “-” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('dash chosen', b'a,b\n1,2\n-,3\n2,4\n', {'missing': ('-',)}, {'a': [1.0, None, 2.0], 'b': [2.0, 3.0, 4.0]}),
    ('missing refused', b'a,b\n1,2\n,3\n2,4\n', {'incomplete': 'refuse'}, 'line 3, column “a”: the value is missing; fill it in, or let such rows go'),
    ('all rows lack', b'a,b,c\n1,,2\n,3,3\n2,,4\n,5,5\n', {}, 'no row has all its values; at least 2 must, so leave out columns that lack most'),
    ('misfit', b'a,b\n1,2\nabc,3\n2,4\n', {}, 'line 3, column “a”: “abc” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('leading zeros', b'zip,b\n02134,1\n10001,2\n02134,3\n', {}, {'zip': ['02134', '10001', '02134'], 'b': [1.0, 2.0, 3.0]}),
    ('zeros as numbers', b'zip,b\n02134,1\n10001,2\n02134,3\n', {'numbers': frozenset({'zip'})}, {'zip': [2134.0, 10001.0, 2134.0], 'b': [1.0, 2.0, 3.0]}),
    ('dates', b'd,a,b\n2020-01-02,1,5\n2020-01-03,2,6\n', {}, {'d': 'date', 'a': [1.0, 2.0], 'b': [5.0, 6.0]}),
    ('german dates', b'd;a;b\n01.02.2020;1;5\n02.02.2020;2;6\n', {}, {'d': 'date', 'a': [1.0, 2.0], 'b': [5.0, 6.0]}),
    ('constant', b'a,c,b\n1,7,2\n3,7,4\n', {}, {'a': [1.0, 3.0], 'c': [7.0, 7.0], 'b': [2.0, 4.0]}),
    ('constant target', b'a,b\n1,7\n3,7\n', {'target': 'b'}, 'column “b”: cannot be the target: always 7; choose another one'),
    ('all constant', b'a,b\n1,7\n1,7\n', {}, 'has no column that could be the target: numbers, or a few texts that recur'),
    ('empty column', b'a,c,b\n1,,2\n3,,4\n', {}, {'a': [1.0, 3.0], 'c': 'empty', 'b': [2.0, 4.0]}),
    ('no header', b'1,2\n3,4\n', {}, {'column 1': [1.0, 3.0], 'column 2': [2.0, 4.0]}),
    ('header numbers chosen', b'2019,2020\n3,4\n5,6\n', {'header': True}, {'2019': [3.0, 5.0], '2020': [4.0, 6.0]}),
    ('texts without header', b'red,yes\nblue,no\nred,no\nblue,yes\n', {}, {'column 1': ['red', 'blue', 'red', 'blue'], 'column 2': ['yes', 'no', 'no', 'yes']}),
    ('header over texts', b'color,answer\nblue,no\nred,no\nblue,yes\nred,yes\n', {}, {'color': ['blue', 'red', 'blue', 'red'], 'answer': ['no', 'no', 'yes', 'yes']}),
    ('same names', b'a,a,a\n1,2,3\n4,5,6\n', {}, {'a': [1.0, 4.0], 'a (2)': [2.0, 5.0], 'a (3)': [3.0, 6.0]}),
    ('missing names', b',a,b\n0,1,2\n1,4,6\n2,4,8\n', {}, {'column 1': [0.0, 1.0, 2.0], 'a': [1.0, 4.0, 4.0], 'b': [2.0, 6.0, 8.0]}),
    ('no such target', b'a,b\n1,2\n3,4\n', {'target': 'c'}, 'there is no column “c”; it has “a”, “b”'),
    ('target by case', b'A,B\n1,2\n3,4\n', {'target': 'a'}, {'A': [1.0, 3.0], 'B': [2.0, 4.0]}),
    ('text as values', b'a,b\n1,x\n3,y\n4,x\n', {'task': 'values'}, 'column “b”: has texts, which can only be classes; choose classes or another target'),
    ('no separator chosen', b'a,b\n1,2\n3,4\n', {'separator': ';'}, 'has a single column, for no semicolon separates values (first line: “a,b”); a table needs an input and a target'),
    ('control', b'a,b\n1,\x01\x02\n2,3\n3,4\n', {}, 'line 2, column “b”: “\\x01\\x02” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('emoji', b'a,b\n\xf0\x9f\x98\x80,1\n\xf0\x9f\x98\x80,2\n\xf0\x9f\x8e\x89,3\n', {}, {'a': ['😀', '😀', '🎉'], 'b': [1.0, 2.0, 3.0]}),
    ('markup', b'a,b\n[red]x[/red],1\n=cmd(),2\n=cmd(),3\n', {}, {'a': ['[red]x[/red]', '=cmd()', '=cmd()'], 'b': [1.0, 2.0, 3.0]}),
    ('separators alike', b'a;b,c\nx;y,z\nu;v,w\n', {}, 'either a comma or a semicolon may separate the values (line 1: “a;b,c”); choose one'),
    ('quote closed far below', b'a,b\n1,"x\n2,3\n4,5"6\n7,8\n', {}, 'line 2: the value that a quotation mark opens here goes on to line 4, where something follows its end; close it, or write "" for a quotation mark in a value'),
    ('euro', b'a;b\n5 \xe2\x82\xac;1\n6;2\n7;3\n', {}, 'line 2, column “a”: “5 €” has a sign of money or percent; write the number alone, or leave the column out'),
    ('true and false', b'a,b\ntrue,1\nfalse,2\ntrue,3\n', {}, {'a': ['true', 'false', 'true'], 'b': [1.0, 2.0, 3.0]}),
    ('excel errors', b'a,b\n1,2\n#DIV/0!,3\n4,5\n6,7\n', {}, 'line 3, column “a”: “#DIV/0!” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('exponent with comma', b'a;b\n1,5e3;2\n2,5E-1;3\n', {}, {'a': [1500.0, 0.25], 'b': [2.0, 3.0]}),
    ('comma file with chosen comma decimal', b'a,b\n1.5,2\n3,4\n', {'decimal': ','}, 'line 2, column “a”: “1.5” has a point, but the decimal mark is a comma; write 1,5, or choose . as the decimal mark, or leave the column out'),
    ('signs', b'a,b\n+1,-2\n--3,4\n5,6\n', {}, 'line 3, column “a”: “--3” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('spaces inside a number', b'a,b\n1 2,3\n4,5\n6,7\n', {}, 'line 2, column “a”: “1 2” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('number and unit', b'a,b\n5kg,1\n6,2\n7,3\n', {}, 'line 2, column “a”: “5kg” is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column, or leave the column out'),
    ('only quotes', b'"', {}, 'first line: a quotation mark opens a value and none closes it; close it'),
    ('quoted empty', b'a,b\n"",1\n2,3\n4,5\n', {}, {'a': [None, 2.0, 4.0], 'b': [1.0, 3.0, 5.0]}),
    ('text column chosen', b'k,b\n1,1\n2,2\n1,3\n', {'text': frozenset({'k'})}, {'k': ['1', '2', '1'], 'b': [1.0, 2.0, 3.0]}),
    ('rows chosen', b'a,b\n1,2\n3,4\nbad,row,here\n', {'rows': 2}, {'a': [1.0, 3.0], 'b': [2.0, 4.0]}),
    ('header denied', b'a,b\nc,d\na,d\n', {'header': False}, {'column 1': ['a', 'c', 'a'], 'column 2': ['b', 'd', 'd']}),
    ('semicolon in comma file', b'a,b\nx;y,1\nx;y,2\nz,3\n', {}, {'a': ['x;y', 'x;y', 'z'], 'b': [1.0, 2.0, 3.0]}),
    ('left out and target', b'a,b,c\n1,2,3\n4,5,6\n', {'target': 'c', 'left_out': frozenset({'c'})}, 'column “c”: is the target and cannot be left out; choose another target'),
    ('wished and target', b'a,b,c\n1,2,3\n4,5,6\n', {'target': 'c', 'inputs': ('c', 'a')}, 'column “c”: is the target and cannot be an input too; choose another target'),
    ('wished constant', b'a,b,c\n1,2,3\n1,5,6\n', {'inputs': ('a', 'b')}, 'column “a”: cannot be an input: always 1'),
]
# fmt: on


def shown(column: Column) -> Any:
    """What was read, None for a missing value; the kind of a column without numbers and texts."""
    if column.values is not None:
        return [None if math.isnan(value) else value for value in column.values.tolist()]
    if column.codes is not None:
        return [None if code < 0 else column.words[code] for code in column.codes.tolist()]
    return column.kind


def outcome(path: Path, choices: Choices) -> Read:
    """The columns, or what is refused, without the name of the file."""
    try:
        ready = tables.prepare(tables.read(path, choices))
        if not ready.problems:
            return {column.name: shown(column) for column in ready.table.columns}
        refused = Refused(*ready.problems)
    except Refused as error:
        refused = error
    return str(refused).replace("t.csv, ", "").replace("t.csv: ", "")


@pytest.mark.parametrize(
    ("content", "choices", "expected"), [case[1:] for case in TRICKY], ids=[case[0] for case in TRICKY]
)
def test_a_tricky_table_is_read_exactly_or_refused_with_a_remedy(
    written: Callable[[bytes], Path], content: bytes, choices: dict[str, Any], expected: Read
) -> None:
    assert outcome(written(content), Choices(**choices)) == expected


LATE = {
    "comma": (b"a;b\n", b"1;2\n", b"1,5;3\n", "line 60002, column “a”: “1,5” has a comma, but the decimal mark is a point; "
              "write 1.5, or choose , as the decimal mark, or leave the column out"),
    "thousands": (b"a;b\n", b"1;2\n", b"1.500;3\n", "line 60002, column “a”: “1.500” may be 1.500 or 1500: its point is the "
                  "decimal mark or groups thousands; choose . as the one or the other"),
    "zero byte": (b"a,b\n", b"1,2\n", b"1,\0\n", "line 60002: has a zero byte; a table must be a text file"),
    "text": (b"a,b\n", b"1,2\n", b"1,x\n", "line 60002, column “b”: “x” is not a number, as most values of this column are; mend it, "
             "choose it as a word for missing values, choose text for the column, or leave the column out"),
    "open quote": (b'a,b\n', b'1,2\n', b'1,"2\n', "line 60002: a quotation mark opens a value here and none closes it; "
                   'close it, or write "" for one in a value'),
    "too many": (b"a,b\n", b"1,2\n", b"1,2,x\n", "line 60002: has 3 values instead of 2: “x” is one too many; "
                 "put quotation marks around a value that has the separator in it"),
    "endless line": (b"a,b\n", b"1,2\n", b"1" * 2**20 + b",2\n", "line 60002: is longer than 1,048,576 letters; a table has a row a line"),
    "infinite": (b"a,b\n", b"1,2\n", b"1,inf\n", "line 60002, column “b”: “inf” is infinite; write a number, or leave the column out"),
    "underscore": (b"a,b\n", b"1,2\n", b"1,2_0\n", "line 60002, column “b”: “2_0” has an underscore between digits; write 20, or leave the column out"),
}  # fmt: skip


@pytest.mark.parametrize("what", LATE)
def test_what_is_wrong_far_down_is_named_by_its_line(written: Callable[[bytes], Path], what: str) -> None:
    names, usual, wrong, expected = LATE[what]
    other = usual.replace(b"1", b"5").replace(b"2", b"6")
    assert outcome(written(names + other + usual * 59_999 + wrong), Choices()) == expected


def test_letters_far_down_that_are_not_utf8_make_the_whole_windows_1252(
    written: Callable[[bytes], Path],
) -> None:
    table = tables.read(written(b"a,b\n" + b"x,2\n" * 60_000 + "é,3\n".encode("cp1252")))
    assert table.columns[0].words == ("x", "é")
    assert table.glance.encoding == "cp1252" and "not UTF-8" in table.notes[0]


@pytest.mark.parametrize("column", range(2))
def test_an_endless_number_is_refused(written: Callable[[str], Path], column: int) -> None:
    row = ["1", "2"]
    row[column] = "9" * 400
    said = outcome(written(f"a,b\n{','.join(row)}\n3,4\n5,6\n"), Choices())
    assert isinstance(said, str) and "cannot be held; write a number of at most about 1e308" in said


def test_a_record_without_end_is_refused_before_it_fills_the_memory(written: Callable[[str], Path]) -> None:
    said = outcome(written('a,b\n1,"x\n' + 'x","y\n' * 50_000), Choices())
    assert isinstance(said, str) and said.startswith(
        "line 2: a quotation mark opens a value here and none closes it"
    )


def test_a_file_without_lines_is_refused_before_it_fills_the_memory(written: Callable[[bytes], Path]) -> None:
    assert (
        outcome(written(b"3" * 2**20), Choices())
        == "line 1: is longer than 131,072 letters; a table has a row a line"
    )


def test_more_columns_than_can_be_inputs_are_refused(written: Callable[[str], Path]) -> None:
    names = ",".join(f"c{k}" for k in range(1100))
    assert outcome(written(f"{names}\n{names.replace('c', '')}\n"), Choices()) == (
        "has 1,100 columns; at most 1,025 can be read, so save it with fewer"
    )


@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(',;\t|"\n\r 1.5e-\0éxNA٣_', max_size=60).map(str.encode),
        st.text(',"\n1.5x', max_size=40).map(lambda text: f"a,b\n1,2\n{text}".encode()),
        st.text(";,\n1.5", max_size=40).map(lambda text: f"a;b\n{text}".encode("utf-16")),
    ),
    st.sampled_from([None, "utf-8", "utf-16", "cp1252", "latin-1", "shift_jis"]),
    st.sampled_from([None, ",", ";", "\t", "|", " ", ":"]),
    st.sampled_from([None, True, False]),
)
def test_no_bytes_whatever_end_in_anything_but_a_table_or_a_refusal(
    content: bytes, encoding: str | None, separator: str | None, header: bool | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content)
        said = outcome(path, Choices(encoding=encoding, separator=separator, header=header))
    assert said
