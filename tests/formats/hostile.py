"""Files that are out to do harm, or were broken as badly: each is made here, small to keep and large to read."""

import io
import zlib
from collections.abc import Callable

import pikepdf

from tests.formats.einvoice_samples import a_cii, a_pdf, a_ubl
from tests.formats.places import sample

MIB = 1024 * 1024
MAKERS: dict[str, Callable[[], bytes]] = {}


def hostile(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Enter a maker into the table under its own name."""
    MAKERS[make.__name__] = make
    return make


def _camt() -> bytes:
    return sample("lindenladen.camt053.v08.xml")


def _with_prolog(file: bytes, prolog: bytes) -> bytes:
    head, end, rest = file.partition(b"?>")
    return head + end + prolog + rest


def _in_number(file: bytes, number: bytes) -> bytes:
    return file.replace(b"107.10", number)


def _in_amount(file: bytes, amount: bytes) -> bytes:
    start = file.index(b">", file.index(b"<Ntry>") + file[file.index(b"<Ntry>") :].index(b"<Amt"))
    return file[: start + 1] + amount + file[file.index(b"<", start) :]


# XML: entities, depth, width, and what calls for the network.


@hostile
def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _with_prolog(a_ubl("XRECHNUNG"), f'<!DOCTYPE a [<!ENTITY l0 "ha">{levels}]>'.encode()).replace(
        b"LL-2026", b"&l9;"
    )


@hostile
def billion_laughs_in_a_bank_file() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _with_prolog(_camt(), f'<!DOCTYPE a [<!ENTITY l0 "ha">{levels}]>'.encode()).replace(
        b"EUR", b"&l9;", 1
    )


@hostile
def one_long_entity_used_often() -> bytes:
    prolog = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * MIB + b'">]>'
    return _with_prolog(a_ubl("XRECHNUNG"), prolog).replace(b"LL-2026", b"&b;" * 10_000)


@hostile
def external_entity() -> bytes:
    prolog = b'<!DOCTYPE a [<!ENTITY s SYSTEM "file:///etc/passwd">]>'
    return _with_prolog(a_cii("EN 16931"), prolog).replace(b"LL-2026", b"&s;")


@hostile
def external_dtd() -> bytes:
    return _with_prolog(_camt(), b'<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">')


@hostile
def parameter_entities() -> bytes:
    return _with_prolog(_camt(), b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>')


@hostile
def doctype_behind_a_long_comment() -> bytes:
    return _with_prolog(_camt(), b"<!--" + b"x" * (2 * MIB) + b"--><!DOCTYPE a [<!ENTITY l0 'ha'>]>")


@hostile
def doctype_in_utf_16() -> bytes:
    text = _with_prolog(a_ubl("XRECHNUNG"), b"<!DOCTYPE a>").decode().replace("UTF-8", "UTF-16")
    return text.encode("utf-16")


@hostile
def includes_of_other_files() -> bytes:
    include = (
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    return a_ubl("XRECHNUNG").replace(b"<cbc:ID>LL-2026-2001</cbc:ID>", b"<cbc:ID>" + include + b"</cbc:ID>")


@hostile
def very_deep() -> bytes:
    return b"<a>" * 200_000 + b"</a>" * 200_000


@hostile
def very_deep_in_an_invoice() -> bytes:
    return a_ubl("XRECHNUNG").replace(b"<cac:PaymentTerms>", b"<a>" * 100_000 + b"<cac:PaymentTerms>")


@hostile
def very_deep_in_an_entry() -> bytes:
    return _camt().replace(b"<NtryDtls>", b"<NtryDtls>" + b"<a>" * 200 + b"</a>" * 200, 1)


@hostile
def a_million_attributes() -> bytes:
    many = b"".join(b' a%d="x"' % n for n in range(1_000_000))
    return _camt().replace(b"<Stmt>", b"<Stmt" + many + b">", 1)


@hostile
def a_million_empty_entries() -> bytes:
    return _camt().replace(b"<Ntry>", b"<Ntry/>" * 1_000_000 + b"<Ntry>", 1)


@hostile
def a_million_statements_without_end() -> bytes:
    return _camt().replace(b"<Stmt>", b"<Stmt></Stmt>" * 300_000 + b"<Stmt>", 1)


@hostile
def a_million_rates_of_tax() -> bytes:
    tax = b"<cac:TaxSubtotal><cbc:TaxAmount>x</cbc:TaxAmount></cac:TaxSubtotal>"
    return a_ubl("XRECHNUNG").replace(b"<cac:TaxSubtotal>", tax * 300_000 + b"<cac:TaxSubtotal>", 1)


@hostile
def a_million_discounts() -> bytes:
    return a_ubl("XRECHNUNG").replace(b"#SKONTO#TAGE=14", b"#SKONTO#" * 1_000_000 + b"#SKONTO#TAGE=14", 1)


@hostile
def a_million_earlier_invoices() -> bytes:
    return a_ubl("XRECHNUNG", preceding=tuple(f"A-{n}" for n in range(100_000)))


@hostile
def a_text_of_thirty_megabytes() -> bytes:
    return a_ubl("XRECHNUNG").replace(b"Zahlbar", b"x" * (30 * MIB))


# Numbers and days.


@hostile
def an_amount_of_a_million_digits() -> bytes:
    return _in_number(a_ubl("XRECHNUNG"), b"9" * 1_000_000)


@hostile
def an_amount_of_a_million_digits_in_cii() -> bytes:
    return _in_number(a_cii("EXTENDED"), b"1" * 1_000_000 + b".10")


@hostile
def an_amount_of_a_million_decimals() -> bytes:
    return _in_number(a_ubl("XRECHNUNG"), b"1." + b"0" * 1_000_000)


@hostile
def an_amount_with_exponent() -> bytes:
    return _in_number(a_ubl("XRECHNUNG"), b"1e999999999")


@hostile
def an_amount_of_infinity() -> bytes:
    return _in_number(a_cii("MINIMUM"), b"Infinity")


@hostile
def an_amount_that_is_no_number() -> bytes:
    return _in_number(a_cii("MINIMUM"), b"NaN")


@hostile
def a_bank_amount_of_a_million_digits() -> bytes:
    return _in_amount(_camt(), b"9" * 1_000_000)


@hostile
def a_bank_amount_of_infinity() -> bytes:
    return _in_amount(_camt(), b"INF")


@hostile
def a_rate_of_tax_with_exponent() -> bytes:
    return a_ubl("XRECHNUNG").replace(b"<cbc:Percent>19<", b"<cbc:Percent>1E+999999999<")


@hostile
def a_day_of_a_million_digits() -> bytes:
    return a_ubl("XRECHNUNG").replace(b"2026-11-02", b"2" * 1_000_000)


@hostile
def a_discount_of_a_million_days() -> bytes:
    return a_ubl("XRECHNUNG").replace(b"TAGE=14", b"TAGE=" + b"9" * 1_000_000)


# Encodings that are wrong, or say what they are not.


@hostile
def latin_1_that_says_it_is_utf_8() -> bytes:
    return a_ubl("XRECHNUNG").decode().encode("latin-1")


@hostile
def ascii_that_says_it_is_utf_16() -> bytes:
    return _camt().replace(b"UTF-8", b"UTF-16")


@hostile
def an_encoding_nobody_knows() -> bytes:
    return _camt().replace(b"UTF-8", b"klingon")


@hostile
def utf_7() -> bytes:
    return _camt().replace(b"UTF-8", b"UTF-7")


@hostile
def utf_32() -> bytes:
    return _camt().decode().replace("UTF-8", "UTF-32").encode("utf-32")


@hostile
def ebcdic() -> bytes:
    return _camt().decode().replace("UTF-8", "cp037").encode("cp037", "replace")


@hostile
def null_bytes_everywhere() -> bytes:
    return b"\x00".join(bytes([one]) for one in _camt())


@hostile
def only_null_bytes() -> bytes:
    return b"\x00" * (20 * MIB)


@hostile
def a_table_in_utf_32() -> bytes:
    return sample("invoices.en.csv").decode().encode("utf-32")


# Tables.

_HEAD = b"Rechnungsnummer;Rechnungsdatum;F\xc3\xa4llig am;Bruttobetrag;Kunde\n"
_ROW = b"RE-%d;02.11.2026;16.11.2026;10,00;Erika\n"


@hostile
def a_line_of_sixty_megabytes() -> bytes:
    return b"a" * (60 * MIB)


@hostile
def a_million_columns() -> bytes:
    return b";".join(b"Spalte" for _ in range(1_000_000)) + b"\n" + b";" * 1_000_000


@hostile
def a_million_columns_in_a_row() -> bytes:
    return _HEAD + b"RE-1" + b";" * 1_000_000 + b"\n" + _ROW % 2


@hostile
def a_cell_of_ten_megabytes() -> bytes:
    return _HEAD + b"RE-1;02.11.2026;16.11.2026;" + b"1" * (10 * MIB) + b";Erika\n"


@hostile
def a_table_amount_of_nine_thousand_digits() -> bytes:
    return _HEAD + b"RE-1;02.11.2026;16.11.2026;" + b"1" * 9000 + b",00;Erika\n"


@hostile
def a_table_amount_of_infinity() -> bytes:
    return _HEAD + b"RE-1;02.11.2026;16.11.2026;Infinity;Erika\nRE-2;02.11.2026;16.11.2026;1e9;Erika\n"


@hostile
def quotation_marks_never_closed() -> bytes:
    return _HEAD + b'RE-1;"02.11.2026;16.11.2026;10,00;Erika\n' * 60_000


@hostile
def only_quotation_marks() -> bytes:
    return b'"' * (5 * MIB)


@hostile
def only_line_breaks() -> bytes:
    return b"\n" * (20 * MIB)


@hostile
def only_delimiters() -> bytes:
    return _HEAD + b";;;;\n" * 1_000_000


@hostile
def rows_without_end_and_nothing_right() -> bytes:
    return _HEAD + b"x;x;x;x;x\n" * 300_000


@hostile
def a_bank_table_of_a_hundred_thousand_bad_rows() -> bytes:
    table = sample("bank_csv/dkb.csv")
    last = table.splitlines(keepends=True)[-1].rstrip()
    return table.rstrip() + b"\n" + (last.replace(b"1", b"x") + b"\n") * 100_000


@hostile
def a_bank_table_with_a_million_cells_in_a_row() -> bytes:
    return sample("bank_csv/dkb.csv").rstrip() + b"\n" + b'"1";' * 1_000_000


@hostile
def an_mt940_line_of_ten_megabytes() -> bytes:
    return b":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C261101EUR1000,00\r\n:86:" + b"A" * (
        10 * MIB
    )


@hostile
def an_mt940_with_a_million_fields() -> bytes:
    head = b":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C261101EUR1000,00\r\n"
    return (
        head + b":61:2611021102C1,00NTRFNONREF\r\n:86:166?20A\r\n" * 100_000 + b":62F:C261130EUR1000,00\r\n-"
    )


@hostile
def an_mt940_amount_of_a_million_digits() -> bytes:
    head = b":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C261101EUR"
    return head + b"9" * 1_000_000 + b",00\r\n:61:2611021102C" + b"9" * 1_000_000 + b",00NTRFNONREF\r\n-"


# PDF.


def _saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def _raw_pdf(objects: list[bytes], *, root: int = 1) -> bytes:
    """Write a PDF by hand, with a table of its objects: what no library would write."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


def _bomb(size: int) -> bytes:
    return zlib.compress(b" " * size, 9)


_PAGES = b"<< /Type /Pages /Count 1 /Kids [<< /Type /Page /MediaBox [0 0 9 9] >>] >>"


def _stream(data: bytes, entries: bytes) -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def _with_attachment(stream: bytes, *more: bytes) -> bytes:
    return _raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(factur-x.xml) 3 0 R] >> >> >>",
            _PAGES,
            b"<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /EF << /F 4 0 R >> >>",
            stream,
            *more,
        ]
    )


@hostile
def a_pdf_with_a_bomb_attached() -> bytes:
    return _with_attachment(_stream(_bomb(600 * MIB), b"/Type /EmbeddedFile /Filter /FlateDecode"))


@hostile
def a_pdf_with_a_bomb_packed_twice() -> bytes:
    return _with_attachment(
        _stream(zlib.compress(_bomb(600 * MIB), 9), b"/Filter [/FlateDecode /FlateDecode]")
    )


@hostile
def a_pdf_with_a_thousand_filters() -> bytes:
    return _with_attachment(_stream(b"x", b"/Filter [" + b"/FlateDecode " * 1000 + b"]"))


@hostile
def a_pdf_with_another_packing() -> bytes:
    return _with_attachment(_stream(b"x" * 1000, b"/Filter /LZWDecode"))


@hostile
def a_pdf_with_a_bomb_of_objects() -> bytes:
    """An object stream that unpacks to more than there is memory; the catalogue lies in it."""
    unpacked = b"1 0 << /Type /Catalog /Pages 4 0 R >>" + b" " * (600 * MIB)
    return _object_stream_pdf(zlib.compress(unpacked, 9), b"/Filter /FlateDecode")


@hostile
def a_pdf_with_a_bomb_of_objects_by_run_length() -> bytes:
    return _object_stream_pdf(b"\x81 " * (9 * MIB) + b"\x80", b"/Filter /RunLengthDecode")


@hostile
def a_pdf_with_a_bomb_of_objects_by_lzw() -> bytes:
    return _object_stream_pdf(_lzw_of_spaces(600 * MIB), b"/Filter /LZW#44ecode")


def _lzw_of_spaces(size: int) -> bytes:
    """Return an LZW stream of spaces, written by hand: clear, a space, then each newest entry, nine bits each."""
    codes = [256, 32, *range(258, 400)]
    one_round = sum(range(1, len(codes)))
    bits = "".join(f"{code:09b}" for code in codes) * 8  # eight rounds are whole bytes
    return int(bits, 2).to_bytes(len(bits) // 8, "big") * max(size // (8 * one_round), 1)


def _object_stream_pdf(packed: bytes, entries: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    place = len(out)
    out += b"2 0 obj\n" + _stream(packed, b"/Type /ObjStm /N 1 /First 4 " + entries) + b"\nendobj\n"
    pages = len(out)
    out += b"4 0 obj\n" + _PAGES + b"\nendobj\n"
    start = len(out)
    table = b"".join(
        kind.to_bytes(1, "big") + first.to_bytes(4, "big") + second.to_bytes(2, "big")
        for kind, first, second in [(0, 0, 65535), (2, 2, 0), (1, place, 0), (1, start, 0), (1, pages, 0)]
    )
    out += b"3 0 obj\n" + _stream(table, b"/Type /XRef /Size 5 /W [1 4 2] /Root 1 0 R") + b"\nendobj\n"
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


@hostile
def a_pdf_with_a_bomb_as_its_table() -> bytes:
    out = bytearray(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")
    start = len(out)
    packed = zlib.compress(b"\x00" * (600 * MIB), 9)
    out += b"2 0 obj\n" + _stream(packed, b"/Type /XRef /Size 3 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode")
    return bytes(out) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


@hostile
def a_pdf_whose_pages_go_in_a_circle() -> bytes:
    return _raw_pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1000000000 >>"]
    )


@hostile
def a_pdf_whose_names_go_in_a_circle() -> bytes:
    return _raw_pdf(
        [b"<< /Type /Catalog /Pages 3 0 R /Names << /EmbeddedFiles 2 0 R >> >>", b"<< /Kids [2 0 R 2 0 R] >>",
         _PAGES]
    )  # fmt: skip


@hostile
def a_pdf_whose_names_fan_out() -> bytes:
    """Thirty levels of names, each of which names the next one twice: a billion paths and no circle."""
    levels = [b"<< /Kids [%d 0 R %d 0 R] >>" % (n + 1, n + 1) for n in range(3, 33)]
    return _raw_pdf(
        [b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>", _PAGES,
         *levels, b"<< /Names [(a.xml) 2 0 R] /Limits [(a.xml) (a.xml)] >>"]
    )  # fmt: skip


@hostile
def a_pdf_that_refers_to_itself() -> bytes:
    return _raw_pdf([b"2 0 R", b"1 0 R"])


@hostile
def a_pdf_whose_table_goes_in_a_circle() -> bytes:
    file = _raw_pdf([b"<< /Type /Catalog >>"])
    start = file.index(b"xref\n")
    return file.replace(b"/Root", b"/Prev %d /Root" % start)


@hostile
def a_pdf_with_a_giant_length() -> bytes:
    return _with_attachment(b"<< /Length 99999999999999999999 /Filter /FlateDecode >>\nstream\nx\nendstream")


@hostile
def a_pdf_with_a_negative_length() -> bytes:
    return _with_attachment(b"<< /Length -1 >>\nstream\nx\nendstream")


@hostile
def a_pdf_of_brackets() -> bytes:
    return _raw_pdf([b"[" * 1_000_000 + b"]" * 1_000_000])


@hostile
def a_pdf_with_an_array_of_millions() -> bytes:
    return _raw_pdf(
        [b"<< /Type /Catalog /Names << /EmbeddedFiles << /Names [" + b"0 " * 10_000_000 + b"] >> >> >>"]
    )


@hostile
def a_pdf_with_packed_objects_of_millions() -> bytes:
    unpacked = b"1 0 << /Type /Catalog /Pages 4 0 R /X [" + b"0 " * 1_900_000 + b"] >>"
    packed = _stream(zlib.compress(unpacked, 9), b"/N 1 /First 4 /Filter /FlateDecode")
    return _object_stream_pdf(zlib.compress(unpacked, 9), b"/Filter /FlateDecode") + packed * 10


@hostile
def a_pdf_with_thousands_of_attachments() -> bytes:
    names = b"".join(b"(%06d.xml) 3 0 R " % n for n in range(50_000))
    return _raw_pdf(
        [b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [" + names + b"] >> >> >>",
         _PAGES, b"<< /Type /Filespec /F (a.xml) /EF << /F 4 0 R >> >>",
         _stream(b"<a/>", b"")]
    )  # fmt: skip


@hostile
def a_pdf_with_two_hundred_bombs() -> bytes:
    names = b"".join(b"(%03d.xml) 3 0 R " % n for n in range(200))
    return _raw_pdf(
        [b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [" + names + b"] >> >> >>",
         _PAGES, b"<< /Type /Filespec /F (a.xml) /EF << /F 4 0 R >> >>",
         _stream(_bomb(30 * MIB), b"/Filter /FlateDecode")]
    )  # fmt: skip


@hostile
def a_pdf_with_a_password() -> bytes:
    return a_pdf(encryption=pikepdf.Encryption(owner="o", user="u"), factur__x_xml=a_cii("EN 16931"))


@hostile
def a_pdf_with_a_form_of_xml() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>" * 1000), Fields=pikepdf.Array())
    return _saved(pdf)


@hostile
def a_pdf_without_anything() -> bytes:
    return b"%PDF-1.7\n" + b"obj << stream endstream endobj " * 500_000


@hostile
def a_pdf_of_noise() -> bytes:
    return b"%PDF-1.7\n" + bytes(n * n % 251 for n in range(MIB))


@hostile
def a_pdf_cut_off() -> bytes:
    return a_pdf(factur__x_xml=a_cii("EN 16931"))[:-400]


@hostile
def an_entity_bomb_in_a_pdf() -> bytes:
    return a_pdf(factur__x_xml=billion_laughs())


@hostile
def an_archive() -> bytes:
    return b"PK\x03\x04" + b"\x00" * MIB
