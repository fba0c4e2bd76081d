"""Names of people, companies, towns and banks, written from general knowledge; no register stands behind them.

The surnames stand roughly in the order of their frequency in Germany. Picks follow a flattened Zipf curve, so that
about one German customer in a hundred is called Müller, and a shop with 20,000 customers has several people of exactly
the same name.
"""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _words("""Anna Maria Ursula Petra Sabine Monika Renate Karin Susanne Birgit Claudia Andrea Brigitte Gabriele Heike Angelika
    Elisabeth Christine Julia Stefanie Nicole Martina Katharina Barbara Christina Kerstin Melanie Sandra Anja Silke
    Tanja Laura Lisa Sarah Lena Lea Hannah Sophie Johanna Jana Katrin Ute Ulrike Bettina Helga Ingrid Gisela Erika
    Christa Hildegard Gerda Elke Doris Heidi Jutta Manuela Simone Sonja Daniela Anke Antje Britta Dagmar Diana Eva
    Franziska Friederike Greta Ida Ilse Inge Irene Jasmin Jessica Judith Kathrin Kirsten Luisa Magdalena Margarete
    Marie Marion Marlene Mia Mira Nadine Nina Regina Rita Rosemarie Ruth Saskia Sigrid Silvia Svenja Theresa Ulla
    Vanessa Vera Verena Veronika Yvonne Anne-Marie Ann-Kathrin Eva-Maria Käthe Bärbel Jördis""")
MEN = _words("""Michael Thomas Andreas Peter Stefan Christian Hans Klaus Wolfgang Martin Frank Jürgen Markus Matthias Daniel
    Alexander Sebastian Jan Tobias Uwe Bernd Ralf Dirk Jörg Oliver Sven Torsten Marco Dieter Werner Manfred Helmut
    Günter Gerhard Heinz Horst Karl Josef Rainer Holger Florian Philipp Felix Lukas Paul Jonas Leon Maximilian Tim
    Niklas Simon Benjamin David Fabian Dennis Kai Lars Jens Olaf Volker Norbert Reinhard Rolf Siegfried Walter Wilhelm
    Heinrich Hermann Herbert Kurt Ernst Friedrich Georg Gerd Harald Hartmut Johannes Joachim Julian Kevin Konrad
    Lothar Marcel Max Moritz Nico Otto Patrick Pascal René Robert Roland Rüdiger Steffen Theo Thorsten Till Udo Ulf
    Ulrich Valentin Vincent Hans-Peter Karl-Heinz Hans-Jürgen Götz Sönke""")
LAST = _words("""Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
    Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause Meier Lehmann
    Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn
    Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon
    Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas
    Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff
    Pfeiffer Ernst Lindner Hübner Kramer Franz Beyer Wenzel Barth Jansen Nowak Peter Paul Förster Böttcher Kunz Kruse
    Riedel Petersen Ulrich Hansen Lutz Schilling Ott Hermann Kaufmann Thiel Ebert Schindler Marx Fiedler Brinkmann
    Dietz Ritter Mayr Bayer Naumann Kirchner Langer Bach Reuter Krieger Stark Urban Henkel Hein Lenz Wirth Ackermann
    Kurz Voß Hess Moser Hesse Pietsch Seifert Nagel Steiner Brand Stephan Rudolph Eckert Jahn Gebhardt Geiger Schramm
    Haase Metzger Götz Kunze Bender Rose Sander Heller Fritz Schütz Decker Hennig Conrad Runge Schütte Christ Schaller
    Beckmann Kern Bischoff Mann Janssen Wiese Rau Thomsen Kessler Keßler Mertens Wittmann Bock Springer Dittrich
    Heinze Binder Breuer Baier Zander Schlüter Rieger Hamann Probst Großmann Rothe Blum Baumgartner Anders Buchholz
    Held Ahrens Eder Auer Wilke Herzog Adam Benz Behrens Wendt Funke Lechner Stoll Nickel Steffen Pfeifer Kaminski
    Strauß Noack Freitag Wiedemann Mohr Reimann Barthel Kühne Völker Hirsch Block Esser Paulus Reichert Schroeder
    Hammer Lohmann Hinz Heil Thiele Michel Geißler Schade Gerlach Bartels Unger Siebert Hohmann Merz Reinhardt Lindemann
    Weidner Reich Link Kluge Burkhardt Bernhardt Körner Stahl Jacob Jakob Weiss Rauch Brunner Bader Oswald Fink Bär
    Bachmann Fleischer Wegner Wegener Ehlers Hecht Kremer Cremer Schiller Henning Hildebrandt Kraft Preuß Opitz Kohl
    Schenk Schuhmacher Raabe Hauser Zeller Rösch Lauer Schick Korn Gruber Hofer Pichler Egger Wimmer Leitner Ebner
    Weigel Heinemann Rapp Haag Höhne Jost Löffler Ullrich Linke Reinhold Metz Trautmann Sturm Wild Zink Kunkel Menzel
    Baum Popp Dorn Engelhardt Grimm Vetter Hummel Scherer Scheffler Eberhardt Schweizer Kirsch Grote Diehl Gärtner
    Kellner Schreiner Fischbach Bruns Harms Claußen Carstens Lüders Tiedemann Osterkamp Niemann Meyerhoff Westphal
    Westermann Niehues Overbeck Wessels Siemers Ohlsen Feddersen Paulsen Lorenzen Matthiesen Andresen Clausen Lau
    Radtke Lemke Manthey Marquardt Zabel Bartsch Wolter Schirmer Pfannkuch Zöllner Öhler Üblacker Ahlers Vollmer
    Willms Zielinski Dreyer Meister Oppermann Rehm Sievers Thoma Uhlig Veit Wacker Zahn Ahorn Brömme Czech Döring
    Eisele Faust Gabler Hertel Illner Jeske Kuhlmann Lotz Michels Nolte Ostermann Pape Quandt Riedl Sachs Tröger""")

# Families that come with first names of their own, and how a German bank or a hurried payer writes them differently.
TURKISH = (
    _words("""Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Murat Emre Burak Ayşe Fatma Emine Elif Zeynep Hatice Meryem
        Özlem Gülşen Şule Aylin Deniz Cem Ömer Yusuf Osman Orhan Selim Kemal Tuncay Serkan Volkan Kübra Esra Sevgi Nuray
        Gül Songül Dilek Pınar Yasemin Ebru İsmail Halil"""),
    _words("""Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özdemir Polat
        Güneş Yıldırım Aksoy Korkmaz Çakır Şimşek Erdoğan Ünal Türk Avcı Bulut Taş Acar Tekin Yavuz Can Karaca
        Öz Uçar Işık Keskin Turan"""),
)
SLAVIC = (
    _words("""Piotr Krzysztof Tomasz Paweł Marek Łukasz Katarzyna Małgorzata Agnieszka Ewa Magda Olga Natalia Sergej Dmitri
        Igor Irina Swetlana Oksana Milena Dragan Zoran Ivana Petar Jacek Andrzej Wojciech Grzegorz Zbigniew Danuta Bożena Beata Monika Wladimir Tatjana
        Ludmila Jelena Nikola Milan Marija Ante Jiří Zuzana Tamás"""),
    _words("""Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Petrović Jovanović
        Nikolić Horvat Ivanov Petrov Schewtschenko Kowalenko Wolkow Sokolow Kozłowski Jankowski Mazur Krawczyk Piotrowski Grabowski Pawłowski
        Michalski Król Wieczorek Marković Babić Novák Svoboda Szabó Popescu Ionescu Smirnow Kusnezow Bondarenko"""),
)
ARABIC = (
    _words("""Mohammed Ahmad Omar Khaled Hassan Youssef Ibrahim Mahmoud Samir Tarek Fatima Aisha Layla Nour Rania Mariam
        Amira Yasmin Abdullah Karim Bilal Hamza Walid Nadia Salma Hanan Zahra Jamal Reza Farhad Shirin Leila"""),
    (
        "Al-Hassan",
        "Al Khatib",
        "El Amrani",
        "Haddad",
        "Khalil",
        "Mansour",
        "Ben Salah",
        "Abou Zeid",
        "Nasser",
        "Saleh",
        "Hamdan",
        "Darwish",
        "El-Sayed",
        "Bouazizi",
        "Al-Masri",
        "Al Ahmad",
        "Othman",
        "Kassem",
        "Barakat",
        "Benali",
        "El Idrissi",
        "Hosseini",
        "Rahimi",
        "Ahmadi",
        "Sharif",
        "Younes",
        "Al-Jabouri",
        "Rashid",
    ),
)
ELSEWHERE = (
    _words("Giuseppe Francesca Marco Chiara Minh Linh José Carmen Dimitrios Eleni João Ana Jean Chloé"),
    (
        "Rossi",
        "Russo",
        "Esposito",
        "Nguyen",
        "Tran",
        "García",
        "Fernández López",
        "Papadopoulos",
        "da Silva",
        "Dos Santos",
        "Dubois",
        "D'Angelo",
        "Van den Berg",
        "de Vries",
    ),
)

TITLES = ("Dr.", "Dr.", "Dr.", "Prof. Dr.", "Dr. med.", "Dipl.-Ing.", "Dr. phil.")
NOBLE = ("von der Heide", "von Bülow", "zu Hohenfels", "von Ahn", "vom Stein", "van der Linden")

TRADES = _words("""Elektro Sanitär Bau Dach Garten Floristik Bäckerei Metzgerei Tischlerei Malerbetrieb Autohaus Fahrrad Optik
    Apotheke Buchhandlung Gasthof Hotel Restaurant Café Druckerei Spedition Logistik Metallbau Maschinenbau Software
    Immobilien Hausverwaltung Gebäudetechnik Veranstaltungstechnik Feinkost Weinhandel Textil Mode Möbel Küchen Raumdesign
    Werbetechnik Fotostudio Physiotherapie Pflegedienst Reinigung Forst Landtechnik Getränke Sport Musikhaus""")
FANCY = _words("""Novatec Alpina Hanseatic Rheinblick Nordlicht Sonnenhof Lindenhof Bergland Seeblick Kranich Polaris Viadukt Ostsee
    Brückenkopf Weitblick Morgenrot Felsquell Havelland Elbe Isar Neckar Weser Spree Ahorn Tanne Falke Medicon Datavia
    Ecoline Optima Primus Terra Ventura Lumera Solvanta Kontor Manufaktur""")
# (how the merchant writes it, how banks and payers shorten it)
LEGAL_FORMS = (
    ("GmbH", "GmbH"),
    ("GmbH", "GmbH"),
    ("GmbH", "GMBH"),
    ("GmbH & Co. KG", "GmbH & Co KG"),
    ("GmbH & Co. KG", "GmbH u. Co. KG"),
    ("UG (haftungsbeschränkt)", "UG"),
    ("AG", "Aktiengesellschaft"),
    ("e.K.", "eK"),
    ("KG", "KG"),
    ("OHG", "OHG"),
    ("GbR", "GbR"),
    ("e.V.", "eV"),
    ("eG", "eG"),
    ("mbH", "mbH"),
)
PUBLIC = (
    "Grundschule am {last}platz {city}",
    "Gesamtschule {last}straße {city}",
    "Kita {fancy} {city}",
    "Seniorenheim {fancy} {city}",
    "SV {fancy} {city} e.V.",
    "Förderverein {last}-Schule e.V.",
    "Kleingartenverein {fancy} e.V.",
    "WEG {last}straße {number} {city}",
    "Hausgemeinschaft {last}str. {number}",
    "Arztpraxis Dr. med. {last}",
    "Notariat {last}",
    "Architekturbüro {last}",
    "Gemeinde {city}",
    "Stadt {city}",
    "Grundschule {city}",
    "Gymnasium {city}",
    "Kita Sonnenschein {city}",
    "Evangelische Kirchengemeinde {city}",
    "Katholische Kirchengemeinde St. Josef {city}",
    "Feuerwehrverein {city} e.V.",
    "TSV {city} e.V.",
    "Landkreis {city}",
    "Universität {city}",
    "Klinikum {city} gGmbH",
    "Zahnarztpraxis Dr. {last}",
    "Praxis Dr. {last} & Kollegen",
    "Rechtsanwälte {last} und Partner mbB",
    "Steuerberatung {last}",
)
CITIES = (
    ("10115", "Berlin"),
    ("20095", "Hamburg"),
    ("80331", "München"),
    ("50667", "Köln"),
    ("60311", "Frankfurt am Main"),
    ("70173", "Stuttgart"),
    ("40213", "Düsseldorf"),
    ("04109", "Leipzig"),
    ("44135", "Dortmund"),
    ("45127", "Essen"),
    ("28195", "Bremen"),
    ("01067", "Dresden"),
    ("30159", "Hannover"),
    ("90402", "Nürnberg"),
    ("47051", "Duisburg"),
    ("44787", "Bochum"),
    ("33602", "Bielefeld"),
    ("53111", "Bonn"),
    ("48143", "Münster"),
    ("76133", "Karlsruhe"),
    ("68159", "Mannheim"),
    ("86150", "Augsburg"),
    ("65183", "Wiesbaden"),
    ("24103", "Kiel"),
    ("39104", "Magdeburg"),
    ("79098", "Freiburg"),
    ("23552", "Lübeck"),
    ("99084", "Erfurt"),
    ("18055", "Rostock"),
    ("34117", "Kassel"),
    ("66111", "Saarbrücken"),
    ("26122", "Oldenburg"),
    ("93047", "Regensburg"),
    ("97070", "Würzburg"),
    ("37073", "Göttingen"),
    ("72070", "Tübingen"),
    ("25813", "Husum"),
    ("83022", "Rosenheim"),
    ("02826", "Görlitz"),
    ("87435", "Kempten"),
)
GERMAN_BANKS = _words("""10010010 12030000 50010517 10050000 37040044 43060967 70150000 37050198 20050550 50050201 60050101 10070024
    70020270 30020900 10011001 25050180 86055592 20041155 76026000 66050101 44050199 55090500""")

_ROUGHLY_ZIPF = [1 / (rank + 9) ** 0.85 for rank in range(len(LAST))]
_FLATTER = [1 / (rank + 25) ** 0.7 for rank in range(max(len(WOMEN), len(MEN)))]


def german_last(chance: Random) -> str:
    """A surname; about one in twenty is a double name."""
    last = chance.choices(LAST, _ROUGHLY_ZIPF)[0]
    if chance.random() < 0.045:
        second = chance.choices(LAST, _ROUGHLY_ZIPF)[0]
        return f"{last}-{second}" if second != last else last
    if chance.random() < 0.008:
        return chance.choice(NOBLE)
    return last


def german_first(chance: Random) -> str:
    names = WOMEN if chance.random() < 0.52 else MEN
    return chance.choices(names, _FLATTER[: len(names)])[0]


def salutation(first: str) -> str:
    """`Frau`, `Herr`, or nothing where the lists do not tell."""
    return "Frau" if first in WOMEN else "Herr" if first in MEN else ""


def person(chance: Random) -> tuple[str, str]:
    """First name and surname of somebody who lives in Germany."""
    origin = chance.random()
    if origin < 0.80:
        return german_first(chance), german_last(chance)
    family = TURKISH if origin < 0.87 else SLAVIC if origin < 0.93 else ARABIC if origin < 0.97 else ELSEWHERE
    return chance.choice(family[0]), chance.choice(family[1])


def company(chance: Random, city: str) -> tuple[str, str, str]:
    """Core of the name, legal form, and the form as others write it; the form is empty for public bodies."""
    draw = chance.random()
    if draw < 0.17:
        core = chance.choice(PUBLIC).format(
            city=city,
            last=chance.choices(LAST, _ROUGHLY_ZIPF)[0],
            fancy=chance.choice(FANCY),
            number=chance.randint(1, 140),
        )
        return core, "", ""
    form, short = chance.choice(LEGAL_FORMS)
    last, trade, fancy = german_last(chance), chance.choice(TRADES), chance.choice(FANCY)
    if draw < 0.47:
        core = f"{trade} {last}"
    elif draw < 0.60:
        core = f"{last} & {german_last(chance)} {trade}"
    elif draw < 0.70:
        core = f"{last} {trade} {city}"
    elif draw < 0.92:
        core = f"{fancy} {trade} {chance.choice(('', city, 'Nord', 'Süd', 'Deutschland', 'Service'))}".strip()
    else:
        core = f"{fancy}{chance.choice(('ia', 'on', 'tec', 'plan', 'vision', 'haus'))} {trade}handel und Vertrieb {city}"
    return core, form, short


def iban(chance: Random, country: str = "DE") -> str:
    """An account number with right check digits. No account is meant."""
    if country == "DE":
        account = chance.choice(GERMAN_BANKS) + f"{chance.randrange(10**10):010d}"
    else:
        account = f"{chance.randrange(10 ** {'AT': 16, 'CH': 17, 'LU': 16}[country]):0{ {'AT': 16, 'CH': 17, 'LU': 16}[country] }d}"
    letters = "".join(str(ord(letter) - 55) for letter in country)
    return f"{country}{98 - int(account + letters + '00') % 97:02d}{account}"
