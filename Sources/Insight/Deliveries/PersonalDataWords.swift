import Foundation

/// Names of columns that are about somebody, and words by which names and streets are known.
enum PersonalDataWords {
    /// What the name of a column says that is in it; nil for one that may be there.
    static func kind(ofColumn name: String) -> PersonalKind? {
        let plain = name.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
            .filter { $0.isLetter || $0.isNumber }
        guard !plain.isEmpty, plain.count <= 60 else { return nil }
        if let kind = whole[plain] { return kind }
        for (part, kind) in parts where plain.contains(part) { return kind }
        return nil
    }

    /// Names that say it wherever they stand in the name of a column.
    private static let parts: [(String, PersonalKind)] = [
        ("burgerservice", .citizenNumber), ("sofinummer", .citizenNumber), ("citizenservicenumber", .citizenNumber),
        ("voornaam", .name), ("achternaam", .name), ("roepnaam", .name), ("familienaam", .name),
        ("geslachtsnaam", .name), ("meisjesnaam", .name), ("voorletter", .name), ("tussenvoegsel", .name),
        ("naamclient", .name), ("clientnaam", .name), ("patientnaam", .name), ("naamkind", .name), ("kindnaam", .name),
        ("firstname", .name), ("lastname", .name), ("surname", .name), ("fullname", .name), ("givenname", .name),
        ("familyname", .name), ("volledigenaam", .name), ("naamouder", .name), ("naammoeder", .name),
        ("naamvader", .name),
        ("emailadres", .email), ("mailadres", .email), ("emailaddress", .email),
        ("telefoonn", .phone), ("telnr", .phone), ("phonenumber", .phone), ("mobielnummer", .phone),
        ("huisnummer", .address), ("straatnaam", .address), ("woonadres", .address), ("postadres", .address),
        ("huisnr", .address), ("adresregel", .address), ("streetaddress", .address), ("homeaddress", .address),
        ("geboortedat", .birthDate), ("geboortedag", .birthDate), ("dateofbirth", .birthDate),
        ("birthdate", .birthDate),
        ("birthday", .birthDate), ("gebdat", .birthDate),
        ("clientnummer", .caseNumber), ("clientnr", .caseNumber), ("clientid", .caseNumber),
        ("clientcode", .caseNumber),
        ("clientennummer", .caseNumber), ("patientnummer", .caseNumber), ("patientnr", .caseNumber),
        ("patientid", .caseNumber), ("dossiernummer", .caseNumber), ("dossiernr", .caseNumber),
        ("dossierid", .caseNumber),
        ("zaaknummer", .caseNumber), ("zaaknr", .caseNumber), ("zaakid", .caseNumber), ("casusnummer", .caseNumber),
        ("casusnr", .caseNumber), ("casusid", .caseNumber), ("meldingnummer", .caseNumber), ("meldingnr", .caseNumber),
        ("meldingsnummer", .caseNumber), ("clientnumber", .caseNumber), ("casenumber", .caseNumber),
        ("caseid", .caseNumber), ("vreemdelingennummer", .caseNumber), ("paspoortnummer", .caseNumber),
        ("identiteitsnummer", .caseNumber), ("kenteken", .caseNumber), ("persoonsnummer", .caseNumber),
        ("iban", .account), ("rekeningn", .account), ("bankrekening", .account),
    ]

    /// Names that say it when they are all of the name.
    private static let whole: [String: PersonalKind] = [
        "bsn": .citizenNumber, "bsnnummer": .citizenNumber, "bsnnr": .citizenNumber, "sofi": .citizenNumber,
        "sofinr": .citizenNumber, "ssn": .citizenNumber, "anummer": .citizenNumber,
        "naam": .name, "namen": .name, "name": .name, "initialen": .name, "initials": .name, "persoon": .name,
        "naampersoon": .name, "persoonsnaam": .name, "slachtoffer": .name, "pleger": .name, "melder": .name,
        "email": .email, "mail": .email, "emailadressen": .email,
        "telefoon": .phone, "tel": .phone, "mobiel": .phone, "gsm": .phone, "phone": .phone, "mobile": .phone,
        "telephone": .phone, "telefoonthuis": .phone,
        "adres": .address, "adressen": .address, "straat": .address, "address": .address, "street": .address,
        "woonplaatsadres": .address, "postcodehuisnummer": .address,
        "postcode6": .postcode, "pc6": .postcode, "postcodevolledig": .postcode,
        "geboren": .birthDate, "geboorte": .birthDate, "dob": .birthDate, "gebdatum": .birthDate,
        "vnummer": .caseNumber, "client": .caseNumber, "patient": .caseNumber, "dossier": .caseNumber,
        "ipadres": .address, "ipaddress": .address,
    ]

    /// A column of places, organisations or figures, by its name.
    static func isPlace(column name: String) -> Bool {
        let plain = name.lowercased()
        return placeWords.contains(where: plain.contains)
    }

    private static let placeWords = [
        "regio", "gemeente", "plaats", "provincie", "wijk", "buurt", "kern", "dorp", "stad", "locatie", "land",
        "gebied",
        "organisatie", "instelling", "bron", "cijfer", "indicator", "region", "municipality", "place", "town", "city",
        "village",
        "location", "area", "organisation", "organization", "source", "figure",
    ]

    /// What stands before a name.
    static let titles: Set<String> = [
        "mevrouw", "mevr", "mevr.", "mw", "mw.", "meneer", "dhr", "dhr.", "heer", "juffrouw", "mr.", "mrs", "mrs.",
        "ms", "ms.",
        "miss",
    ]

    static let streets = [
        "straat", "laan", "weg", "plein", "gracht", "kade", "dijk", "singel", "steeg", "hof", "pad", "dreef",
        "plantsoen",
        "park", "street", "road", "avenue", "lane", "kaya",
    ]

    static let between: Set<String> = [
        "van", "de", "der", "den", "het", "ter", "ten", "te", "in", "op", "el", "al", "la", "le", "du", "von", "bin",
        "ben", "'t", "’t",
    ]

    /// First names that are common in the Netherlands, of all ages and backgrounds; none that is a place or a month too.
    static let firstNames: Set<String> = Set(
        """
        aaliyah abdul abdullah abel adam adnan ahmed aicha aida alex alexander ali alice amber amina amir amira amy an ana \
        anass andre andrea angela anita anja anna anne annemarie annemiek annet anouk anton antoinette arie arjan arthur \
        astrid ayoub aya ayse bart bas beatrix ben bert bianca bilal bob boris bram brenda brigitte bruno carla carlijn \
        carlos caroline cas catharina cees charlotte chris christiaan christina claudia coen cor corine cornelia cornelis \
        daan daniel danielle danny david debbie dennis diana diederik diego dilan dirk djamila dominique dylan ebru eddy \
        edith eduard edwin elif elin elisa elisabeth elise ella ellen els elsa emiel emily emma emre eric erik esmee esther \
        eva evelien eveline evert fabian faisal farid fatima fatma femke fenna ferdinand fien fleur floor floris frank frans \
        fred frederik froukje gerard gerda gerrit gert gijs gina giovanni guido guus hamza hanna hannah hanneke hans harm \
        harry hasan hassan heleen helena henk henriette henry herman hetty hidde hilda hugo hussein ibrahim ilse imane imran \
        ineke inge ingrid irene iris isa isabel isabella ismail ivo jaap jack jacob jacqueline jamal jan janine janneke \
        jantje jasmijn jasper jayden jeanette jeffrey jennifer jeroen jesse jessica jet jim joanna job johan johanna john \
        joke jolanda jonas jonathan joost jordy joris jos jose joseph josephine joshua joyce juan judith julia julian \
        julie jurgen justin karel karim karin karlijn kasper kees kelly kevin khadija khalid kim klaas koen laila lars laura \
        lauren leendert leila leo leon leonie levi liam lianne lieke lien lies lieve linda lisa lisanne lize loes lotte \
        louis louise luca lucas lucia luuk lynn maaike maarten madelief mahmoud malika manon marc marcel margaretha margriet \
        maria mariam marianne marieke marije marijke marion marja marjan marjolein mark marlies marloes martha martijn martin \
        martine maryam mathijs matthijs maud maurice max mees mehmet melanie melissa merel mert michael michel michelle \
        mieke miguel mike mila milan milou mirjam mohamed mohammed monique mounir mourad muhammad murat mustafa nadia naomi \
        natalie natasja nick nicole nicolaas niels nienke nina noah noor noortje nora olaf olivia omar oscar osman otto pascal \
        patricia patrick paul paula peter petra philip piet pieter pim priscilla quinten rachel rachid ralf ramon ramona raymond \
        rebecca renate rene renee rianne richard rick rik rita rob robbert robert robin roel roelof rogier roland ron ronald \
        roos rosa rosalie rowan ruben ruth ruud saar sabine sabrina said salma sam samantha samir samira samuel sander sandra \
        sanne sara sarah saskia sebastiaan selma sem serena sharon siem sil silvia simon simone sjoerd sofia sofie sonja sophie \
        stef stefan stephan stephanie steven stijn sven sylvia tamara tanja teun teuntje theo thijs thomas tijn tim timo tineke \
        tobias tom ton trudy truus valentijn vera veronica victor victoria vincent walter wendy wessel wilhelmina willem willemijn \
        wim winston wouter xander yara yasin yasmin yasmina youssef yusuf yvonne zainab zeynep zoe zohra
        """.split(separator: " ").map(String.init))
}
