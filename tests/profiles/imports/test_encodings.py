import io

import pytest

from profiles.imports.encodings import encoding_of
from profiles.imports.problems import FileRefused

CHINESE = "名称,地址\n联想（北京）有限公司,北京市海淀区上地西路6号\n百度在线网络技术,上地十街10号\n"
FRENCH = "nom,adresse\nSociété Générale d’Écologie,1 rue de l’Église à Créteil\nÉchangé,Forêt\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"name,address\nBaidu,Beijing\n", "utf-8"),
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8"),
        (CHINESE.encode("utf-16"), "utf-16-le"),
        (CHINESE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "utf-16-be"),
        (FRENCH.encode("utf-16-be"), "utf-16-be"),
        (b"name,address\nBai\0du,Beijing\n", "utf-8"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (FRENCH.encode("cp1252"), "windows-1252"),
        ("name\nŒuvre Ø 100 €\n".encode("cp1252"), "windows-1252"),
    ],
)
def test_encoding_is_found(data, encoding):
    assert encoding_of(io.BytesIO(data)) == encoding
    assert encoding_of(io.BytesIO(data), encoding) == encoding


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        (CHINESE.encode("gb18030"), "utf-8"),
        (CHINESE.encode("gb18030"), "windows-1252"),
        (FRENCH.encode("cp1252"), "gb18030"),
        (FRENCH.encode(), "windows-1252"),
        (CHINESE.encode(), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-8"),
        (CHINESE.encode(), "utf-16"),
    ],
)
def test_wrong_choice_is_refused_before_it_garbles(data, chosen):
    with pytest.raises(FileRefused, match="This file is not in"):
        encoding_of(io.BytesIO(data), chosen)


def test_plain_english_is_in_any_of_the_encodings():
    assert encoding_of(io.BytesIO(b"name\nBaidu\n"), "gbk") == "gb18030"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)) * 20,
        b"\0" * 100,
        b"name\n\xff\x81\x8d\n",
        b"\xef\xbb\xbfname\n\xff",
    ],
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(FileRefused):
        encoding_of(io.BytesIO(data))


def test_unknown_encoding_is_refused():
    with pytest.raises(FileRefused, match="no encoding known here"):
        encoding_of(io.BytesIO(b"name\nBaidu\n"), "klingon")


def test_unclear_encoding_is_asked_for():
    """Two bytes that are a Chinese character as well as two accented letters."""
    data = b"name\n\xc9\xe9 \xb0\xaea \xe9a \xe8b\n"
    with pytest.raises(FileRefused, match="could be GB18030 / Windows-1252"):
        encoding_of(io.BytesIO(data))
    assert encoding_of(io.BytesIO(data), "windows-1252") == "windows-1252"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
        b"\xef\xbb\xbf <HTML><table><tr><td>name</td>",
        b"<?xml version='1.0'?><a/>",
    ],
)
def test_what_is_no_table_is_refused_whatever_its_name(data):
    with pytest.raises(FileRefused) as refused:
        encoding_of(io.BytesIO(data))
    assert "encoding" not in str(refused.value)
