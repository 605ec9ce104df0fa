import io

import pytest

from profiles.imports.cells.problems import EncodingUnclear, FileRefused
from profiles.imports.tables import encodings
from profiles.imports.tables.encodings import encoding_of, known_encoding

CHINESE = "名称,地址\n联想（北京）有限公司,北京市海淀区上地西路6号\n百度在线网络技术,上地十街10号\n"
FRENCH = "nom,adresse\nSociété Générale d’Écologie,1 rue de l’Église à Créteil\nÉchangé,Forêt\n"


BIG5 = "name,city\n宏碁股份有限公司,新北市\n台灣積體電路製造股份有限公司,新竹市\n".encode("cp950")
SHIFT_JIS = "name,city\nソニーグループ株式会社,東京都港区\n任天堂株式会社,京都市\n".encode("shift-jis")
EUC_KR = "name,city\n삼성전자 주식회사,수원시\n현대자동차 주식회사,서울특별시\n".encode("euc-kr")
RUSSIAN = "name,city\nООО «Яндекс»,Москва\nЗавод «Прибор»,Санкт-Петербург\n".encode("windows-1251")
POLISH = "name,city\nSpółka Żółw,Łódź\nZakład Śruba,Gdańsk\n".encode("windows-1250")
CZECH = "name,city\nŠkoda Plzeň,Plzeň\nŘíční doprava,Děčín\n".encode("windows-1250")
HUNGARIAN = "name;city\nMagyar Fűszer Kft.;Győr\nErdő és Mező;Érd\n".encode("windows-1250")
CHINESE_GB = "name,city\n联想（北京）有限公司,北京市\n百度在线网络技术,北京市海淀区\n".encode("gb18030")
SPANISH = "name,city\nCompañía Española de Energía,Málaga\n".encode("windows-1252")
SWEDISH = "name,city\nÅhléns Åkeri,Växjö\n".encode("windows-1252")
OLD = [
    *((BIG5, "big5"), (SHIFT_JIS, "shift-jis"), (EUC_KR, "euc-kr"), (CHINESE_GB, "gb18030")),
    *(
        (RUSSIAN, "windows-1251"),
        (POLISH, "windows-1250"),
        (CZECH, "windows-1250"),
        (HUNGARIAN, "windows-1250"),
    ),
    *((SPANISH, "windows-1252"), (SWEDISH, "windows-1252")),
    (CHINESE.encode("gb18030"), "gb18030"),
    (FRENCH.encode("cp1252"), "windows-1252"),
    (b"name\nM\xfcller\nTony\x92s \x96 Shop\n", "windows-1252"),  # the same text in all three
]


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
        *OLD,
    ],
)
def test_encoding_is_found(data, encoding):
    assert encoding_of(io.BytesIO(data)) == encoding
    assert encoding_of(io.BytesIO(data), encoding) == encoding


LATIN = {"windows-1252", "windows-1250"}
UNCLEAR = [
    ("name\nCrèche\n", "cp1252", "Windows-1252 (“Crèche”) / Windows-1250 (“Crčche”)", LATIN),
    (
        "name\nŒuvre Ø\n",
        "cp1252",
        "Windows-1252 (“Œuvre Ø”) / Windows-1250 (“Śuvre Ř”)",
        {*LATIN, "mac-roman"},
    ),
    ("name\nŞişli Oğuz\n", "cp1254", "Windows-1254 (“Şişli Oğuz”)", {*LATIN, "windows-1254", "windows-1257"}),
    ("name\nשלום עולם\n", "cp1255", "Windows-1255 (“שלום עולם”) / KOI8-R", {"windows-1255", "koi8-r"}),
]


@pytest.mark.parametrize(("text", "codec", "message", "names"), UNCLEAR)
def test_unclear_encoding_is_asked_for(text, codec, message, names):
    data = text.encode(codec)
    with pytest.raises(EncodingUnclear) as refused:
        encoding_of(io.BytesIO(data))
    assert (message in str(refused.value), set(refused.value.names)) == (True, names)
    assert {encoding_of(io.BytesIO(data), name) for name in names} == names


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        ("日本電産\nソニーグループ", "euc-jp", "euc-jp"),
        ("ソニーグループ株式会社", "iso2022_jp", "iso-2022-jp"),
        ("Εταιρεία Ελλάς\nΤεχνολογία Αθηνών", "cp1253", "windows-1253"),
        ("Türk Şişecam\nİşçi Güneş Ağı", "cp1254", "windows-1254"),
        ("شركة التقنية\nمؤسسة العلوم", "cp1256", "windows-1256"),
        ("Lietuvos įmonė Žąsis\nŠviesos čekis", "cp1257", "windows-1257"),
        ("Компания Пример\nЗавод Прибор", "koi8-r", "koi8-r"),
        ("Компания Пример\nЗавод Прибор", "iso8859-5", "iso-8859-5"),
        ("Społka Żółw\nŁódź Śruba", "iso8859-2", "iso-8859-2"),
        ("Société Générale\nÉcole", "mac-roman", "mac-roman"),
        ("Компания 清河", "utf-32", "utf-32-le"),
        ("Компания 清河", "utf-32-le", "utf-32-le"),
        ("Qinghe", "utf-32-be", "utf-32-be"),
    ],
)
def test_other_encodings_are_found(text, codec, encoding):
    assert encoding_of(io.BytesIO(f"name\n{text}\n".encode(codec))) == encoding


# Names as companies have them, in encodings that files of their countries come in.
NAMES_IN = [
    ("北京清河科技有限公司\n上海浦东软件园股份有限公司\n深圳市华强电子", ("gb18030",)),
    ("聯測科技股份有限公司\n臺灣示例電子\n宏樣資訊", ("big5",)),
    ("トヨタ自動車株式会社\n日本見本工業\nサンプル電機", ("shift-jis", "euc-jp")),
    ("테스트전자 주식회사\n샘플바이오\n한국기술", ("euc-kr",)),
    ("ООО Яндекс\nЗавод Прибор\nТехнологии будущего", ("windows-1251", "koi8-r", "koi8-u", "iso-8859-5")),
    ("Spółka Żółw\nZakład Śruba\nGdańsk Łódź", ("windows-1250", "iso-8859-2")),
    ("Škoda Plzeň\nŘíční doprava\nDěčín", ("windows-1250", "iso-8859-2")),
    ("Société d’Écologie\nFrères Lumière\nHôtel Élysée", ("windows-1252", "mac-roman")),
    ("Müller Söhne\nGroßhandel Köln\nÜberlingen", ("windows-1252", "iso-8859-15", "mac-roman", "windows-1250", "windows-1254")),
    ("Türk Şişecam\nİşçi Güneş\nÇağdaş", ("windows-1254",)),
    ("Εταιρεία Ελλάς\nΤεχνολογία Αθηνών", ("windows-1253",)),
    ("Compañía Española\nMálaga Tecnología", ("windows-1252", "mac-roman")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), [(t, name) for t, names in NAMES_IN for name in names])
def test_names_are_read_right_or_the_encoding_is_asked_for(text, encoding):
    text = f"name\n{text}\n"
    data = text.encode(encodings.CODECS[encoding])
    try:
        readings = {data.decode(encodings.CODECS[encoding_of(io.BytesIO(data))])}
    except EncodingUnclear as unclear:
        readings = {data.decode(encodings.CODECS[name]) for name in unclear.names}
    assert text in readings


def known(cells):
    return ["name" if cell in ("公司名称", "企業名稱", "Société") else "" for cell in cells]


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        ("公司名称\n鑫淼\n", "gbk", "gb18030"),
        ("List\n\n編號;企業名稱\n1;鑫\n", "big5", "big5"),
        ("Société\nCrèche\n", "cp1252", "windows-1252"),
        ("Société;Ville\nCrèche;Nîmes ź\n".replace("ź", "Œ"), "cp1252", "windows-1252"),
    ],
)
def test_header_that_is_known_settles_the_encoding(text, codec, encoding):
    assert encoding_of(io.BytesIO(text.encode(codec)), "", known) == encoding


def test_choice_holds_where_the_file_can_be_read_like_that():
    for data, _encoding in OLD:
        assert encoding_of(io.BytesIO(data), "windows-1251") == "windows-1251" or b"\x98" in data
    by_chance = "name\n谢谢\n".encode("gb18030")
    assert by_chance.decode() == "name\nлл\n"
    assert encoding_of(io.BytesIO(by_chance), "gbk") == "gb18030"


@pytest.mark.parametrize("cut", range(1, 9))
def test_sample_may_end_within_a_character(monkeypatch, cut):
    monkeypatch.setattr(encodings, "PIECE", 64 + cut)
    data = "name," + "北京市海淀区中关村大街科技有限公司" * 20
    assert encoding_of(io.BytesIO(data.encode("gb18030"))) == "gb18030"


def test_damage_at_the_end_of_a_long_file_is_found():
    data = b"name\n" + "北京科技有限公司\n".encode("gb18030") * 20_000 + b"\xff\xff\n"
    with pytest.raises(FileRefused):
        encoding_of(io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Big5", "big5"),
        ("cp950", "big5"),
        ("Shift_JIS", "shift-jis"),
        ("sjis", "shift-jis"),
        ("EUC_KR", "euc-kr"),
        ("cp949", "euc-kr"),
        ("CP1250", "windows-1250"),
        ("windows-1251", "windows-1251"),
        ("GBK", "gb18030"),
        ("latin_1", "windows-1252"),
        ("UTF8", "utf-8"),
    ],
)
def test_encoding_goes_by_its_usual_names(name, encoding):
    assert known_encoding(name) == encoding


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        (CHINESE.encode("gb18030"), "utf-8"),
        (FRENCH.encode("cp1252"), "gb18030"),
        (FRENCH.encode("cp1252"), "utf-16"),
        (FRENCH.encode(), "windows-1252"),
        (CHINESE.encode(), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-8"),
        (CHINESE.encode(), "utf-16"),
    ],
)
def test_choice_that_the_file_cannot_be_in_is_refused(data, chosen):
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
