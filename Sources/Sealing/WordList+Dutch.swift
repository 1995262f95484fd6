extension WordList {
    /// Everyday Dutch words of four to eight letters (kitchen, garden, animals, weather, tools, play, travel): nothing of
    /// violence, sex, drink, death, illness, belief, police or family, and no two that are one typing error apart.
    ///
    /// A code that was handed out is read with this list: words may not be taken away, nor changed.
    static let dutchText = """
        aanbod aandacht aankomst aanrecht aantal aanvoer aanvraag aanwezig aardbei abrikoos achtbaan achter achttien
        acteur actief adelaar adres advies afdak afdeling afdrogen afhalen afkoelen afleggen afloop afmaken afronden
        afslag afspraak afstand afvalbak afwassen agenda akker akkoord album alfabet algemeen alinea allemaal almanak
        alpaca alvast amandel ambacht ananas ander andijvie antenne antiek antwoord apart apparaat appel appelsap
        applaus april aquarium arbeid archief arend armband artikel artisjok asperge atlas atletiek attent augurk
        augustus auto automaat avocado avond avontuur azijn babbelen badeend bagage bakblik bakfiets bakken bakkerij
        bakplaat baksel baksteen bakster bakvorm balie balk balkon balpen bamboe bami banaan banjo bankje barbecue
        basis basket batterij baviaan beek beginnen begonia begrip begroten behalve behang beheer beige bekend
        bekijken benieuwd benzine bereid berg bergpad bergtop bericht beroemd beschuit besluit bestand bestek bestemd
        besturen betalen betonnen bewaren beweging bewolkt bezig bezoeker biefstuk bieslook biet bijdrage bijna
        biljart binnen biologie bioscoop biscuit bizon bladgoud bladluis bladsla blauw blazen blender blijven blik
        blinken bloeien bloem bloembak bloembol bloemist bloempot bloesem bloesje blokje bocht bodem boei boekband
        boeket boekje boenen bokaal bont boogje boom boomhut boomstam boomtop boontjes bord bordspel borduren borstel
        bosbes bosgrond bosje boslucht bospad bosrand bosweg boter boterham botsauto bouillon bouwdoos bouwen bouwkeet
        bovenaan bovenop braadpan braambes branding breed breipen breiwerk brengen brief bril broccoli brochure
        broeden broeikas broek broekzak brons broodje broodmes brownie brug brugdek bruin bruisend buffel buigen
        buitelen buizerd bundel bungalow bureau bureaula buren buurman buurt buxus cacao cactus cadeau cake camera
        camper camping capsule capuchon caravan cavia ceder ceintuur cello cement cent centrum charme chip chocola
        chrysant cijfer cilinder circus cirkel citroen citrus claxon clown cola collage collega compleet compost
        computer concert confetti contact controle couplet couscous cracker cricket cursist cursus cyclus daarom dadel
        dagboek dagkaart dagtocht dahlia dakgoot dakpan dakraam dambord dammen dankbaar danken danser dapper darten
        dauw december decor deeg deegrol degelijk deining deksel delen deuntje deur deurbel deurknop deurmat diamant
        dichter dictee dienblad diep diesel dijk dille diner diploma dirigent dobberen docent doel doelman doelpunt
        dolfijn domino doorgaan doosje doperwt dorp dozijn draaien draak dragon drempel dressing dribbel driehoek
        driepoot drijven drinken droger dromen droogrek dropje druif drukker drumstel druppel dubbel duikboot duikbril
        duim duimstok duinen duinpan duinzand duizend dutje dweilen echo eekhoorn eendje eenvoud eerste eetkamer
        eetlepel eettafel eidooier eierdop eigen eikel eilandje einde ekster eland elegant elektra element elftal elke
        elleboog emmer energie enorm entree envelop erker ervaring erwt esdoorn espresso etage etalage eten etiket
        etui exact examen extra fabel fabriek fakkel falafel fantasie fauteuil fazant februari feestje feitje festival
        fietsbel fietsen fietspad fietsrek fietstas figuur fijn filmpje filter flamingo flat flensje fles fleurig
        flexibel flink fluiten fluitist fluitje fluweel folder folie fonkelen fontein forel formaat formule fornuis
        forum foto fotoboek foulard fraai framboos franje friet fris frisbee fruitig fruitsap functie fuut gaan
        galerie galop gang gapen garage garde garnaal gastvrij gazon gebaar gebak gebied gebouw gebruik gedeelte
        gedicht geduldig geheel geheugen gehoor geldig gelei gelijk geloven geluid gelukkig gemaal gember gemeente
        genieten genoeg geranium gerst geruit gesprek gestalte getal getij geuren gevel gevlekt gewaad gewoonte gezang
        gezellig gezond gids gieter gigant giraffe gist gisteren gitaar gitarist gitzwart glans glanzend glasbak
        glazuur glijbaan glijden glimlach glimmen glimworm glitter globe golfbaan golfje golfslag golven gordijn goud
        goudvis graad gracht graniet gras grasland grasmat grasveld gratis grens griffel grijpen grijs grind groei
        groenlof groente groepje groeten grootte grot grutto gunst gymtas gymzaal haakje haarband haarkam haarlak haas
        hagedis half halte hamer hamster handbal handdoek handig handrem handtas handvat handvol handwerk hanger
        hangmat hapje happen hardop haring harmonie harp hartig hartje haven hazelaar heel heemtuin heerlijk heide
        hekje helder helemaal helft helpen herberg herfst hert heuvel hier hinkelen hobbelen hobby hobo hockey hoed
        hoekhuis hoekkast hoepelen hoesje hoeveel hofje honing honkbal hoofd hoogte hooiberg hooivork hoop hoorbaar
        horen horizon horloge hotel houding hout houtblok houtzaag huiswerk hulp hulst humor huppelen hutspot hyacint
        ideaal idee ijsbaan ijsbeer ijsberg ijsbloem ijsblok ijscoman ijsje ijskar ijskast ijsklont ijslolly ijsmuts
        ijspegel ijssalon ijstaart ijsthee ijsvogel ijverig ijzer inbouw indigo indruk inhoud inkopen inkt inktvis
        inmaak inpakken insect instant invullen inwoner ivoor jaar jaargang jampot januari jarig jaszak jeugd jojo
        jong jongleur jubelen juichen juist juli jungle jurk juweel kaarsje kaart kaasboer kaasmes kabinet kabouter
        kader kajak kajuit kaketoe kalender kalfje kalkoen kalm kameel kameleon kameraad kamperen kampioen kampvuur
        kanaal kanarie kannetje kano kanten kantine kantoor kapitein kapsalon kapstok karaf karakter karamel karaoke
        karavaan karmijn karton karwei kassa kassabon kastanje kasteel katoen katrol kauwen kauwgom keeper keer
        kegelen kenmerk kennen keramiek kermis kerrie kers kervel ketchup ketel keuken keukenla keurig kieuw kievit
        kiezel kijkdoos kijken kikker kilo kilte kiosk kipfilet kitten kiwi klaar klank klapdeur klarinet klas
        klassiek klaver klei kleinste kletsen kletsnat kleuren kleurtje kliko klimaat klimboom klimmer klimop klimrek
        klimwand klinker klok klokhuis klompje klont klusje klussen knalgeel knalrood kneden knikken knipoog knippen
        knoflook knol knolraap knoop knotwilg koala kobalt koddig koek koekblik koekoek koelbox koeling koelkast
        koeltas koepel koffer koffie koken kolibrie kolom komeet komijn komisch komma kompas kookboek kookles kookpot
        koolmees koolrabi koolzaad koopje koor koper kopie koplamp koraal korenaar korf korfbal korrel korte korting
        kosmos kostbaar kosten kostuum kraag krabbel krant kreeft krekel krib krijt kring kristal kroket krokus kroon
        kropsla kruiden kruidig kruidje kruik kruimel kruising krul kubus kudde kuieren kuiken kunstig kurkuma kust
        kustlijn kwaken kwark kwartet kwartier kwarts kwiek kwis laag laantje laarzen laatste labyrint lachen ladder
        lade ladekast lagune laminaat lampion lampje landbouw landen landgoed landhuis landweg langzaam lantaarn
        laptop lariks lasagne laten laurier lavendel leeftijd leerling leerzaam leesboek leesbril leeslamp leesles
        legende lego leiding leisteen lekkers lelie lengte lentedag lepelaar lepelen leraar leren lesuur letter leuk
        leunen leuning levendig leveren lezer libel lichtbak lichtjes liedje liefst ligfiets liggen ligstoel lijm
        lijmpot lijmtang lijster likken lila limoen limonade liniaal links linoleum lint linzen liter locatie loempia
        loep logboek logeren logisch loket lolly loofbos loopbrug looppad lopen losjes luchtbed luchtig luchtje luifel
        luik luister lunch lupine maaien maal maaltijd maand maanzaad maatje macaroni machine madelief magazijn
        magnolia maiskolf maizena majoraan makreel mandje manege manen mango manier mantel marathon margriet markt
        marktdag marmer marmot masker massief mast medaille meedoen meenemen meerkoet mees meetbaar meeting meetlint
        meeuw meidoorn meikever melk melkboer melkbus melkfles melkglas melkkoe melkpak melkweg melodie meloen memory
        mengen mening menu merken metaal meteen meter methode metro meubel middag middel mijl milieu miljoen mimosa
        minder mini minuut mispel mistig mixer mobiel model modern moerbei moestuin mokka molen molenaar monding
        monteur monument mooi morsen mosgroen mossel mosterd motief motor motto mouw muesli muffin muis multomap
        muntje muntstuk museum muskaat mustang muur muziek mysterie naaidoos naaiwerk naald naaldbos naam naambord
        nachtuil nadenken nagel nagellak najaar nakijken namaak narcis nasi natuur nectar negen nestje nestkast netjes
        neus nevelig niemand nietje niets nieuws nieuwtje nodig noedels noemen noorden nootje notendop noteren notitie
        nougat november nuchter nummer nuttig object oceaan ochtend octopus oefenen oefening oerwoud oester oever
        offerte oker oktober oliebol olifant olijf omelet omgeving omkeren omslag omweg ondiep ongeveer ongewoon
        ontbijt ontwerp oogst ooievaar ooit oorbel oorwurm opbergen opdracht openbaar openen opening opera opgave
        opgewekt opletten opmerken oppassen oprit oproep opruimen optellen optocht optreden opvegen opvouwen opzoeken
        orchidee ordner oregano orgel orkest otter oudheid outfit ovaal oven overall overdag overhemd overkant overleg
        overloop overstap paadje paard pagina pakhuis pakje pakket paleis palen paling palmboom palmtak panda paneel
        papaja papegaai papier paprika parade paraplu parasol parel parfum park parkeren parkiet pasfoto paspoort
        passer pasta pastei patat patrijs patroon pauze pedalen peddelen peen peil pelikaan pellen penseel pension
        peper peperbus perfect pergola periode perkje perron persoon perzik petunia piano picknick piekfijn pienter
        piepen pijltje piloot pionier piramide pistache pittig pixel pizza plaats placemat plafond plakband plakboek
        plamuur planeet plankje plannen plant plastic platanen plavuis plechtig plein plek plezier ploegen plonzen
        plooi pluim plukken plumeau plus podium poedel poef poetsen polka pollepel polsstok pomp pompoen poncho pony
        poortje popcorn populair populier portiek portret positief postbode postbus postduif poster postzak potgrond
        potje potlood potplant praatje prachtig prairie praktijk praten precies preisoep pretje pretpark prettig
        prikbord printer prisma proberen probleem procent product proefje proeven project pronken proper prullen
        publiek pudding punaise puntig puppy puree puzzelen quiche quilt quinoa quiz raadsel raaf raapolie rabarber
        racket radar raden radiator radijs radio rails raketje rammelen rasp ratel ravioli recent rechts record redden
        reeks refrein regenbui regendag regenjas regenpak regenton regenval reiger reisgids reizen reiziger rekenen
        rekening rekken remmen rendier renner reserve respect rest reuze richel richting rieten rietveld rijbaan
        rijden rijles rijp rijst rijstpap rijtje rimpel risotto ritme rits ritselen rivier robijn robot rodelen
        roeiboot roeien roffel rokje rollen rolletje rolmaat roltrap roman rondgang rondje rondreis rondweg rood
        roomijs roomkaas rooster rotonde rotstuin route royaal rozet rubber rubriek rucola rugby rugtas rugzak ruig
        ruilen ruimte ruiter rups rusten rustig saffier saffraan salade salon salto samba samen sandaal sardine sausje
        savanne saxofoon schaaf schaapje schaats schaken schamel schap schatten scheef schelp schema schenken schepje
        scheppen schetsen schijf schijnen schikken schilder schillen schipper schitter schoen schoffel scholier school
        schors schotel schouder schouw schrift schroef schub schuim schuiven schuur scooter seconde seinen seizoen
        selderij selectie serie sering servet servies sesam shampoo shirt show shuttle sieraad sierlijk signaal sinds
        siroop situatie sjalot slaatje slagwerk slak slakom slee slim slinger slipper sloffen sluis smaak smaakvol
        smal smaragd smelten smeren snack snackbar snavel sneaker sneeuw snel snelheid snelweg snijboon snippers
        snoeien snoeimes snoep snorkel snorren soes sojamelk sojasaus sokken soldeer sommetje soort sorbet sorteren
        souvenir spaarpot spade spannend sparen spatbord spatel specerij specht speciaal speeldag spek spekkoek speld
        speler spelling spiegel spijker spikkel spinazie spiraal splinter spoelen spoeling spons sponsor spontaan
        spoor spoorweg sportdag sporten sporthal sportief sporttas spreeuw sprei spreken sprint sproeier sprong
        sprookje spruitje staan staart stad stadhuis stadion stamppot stapelen stappen starten statief steeg steiger
        stekje stekker stemmen stempel stengel step stereo sterren stevig sticker stift stijgen stijl stippel stoel
        stofdoek stok stollen stoofpot stoom stopbord straal straatje stralend strandje streek streepje strekken
        strijken strik strohoed stromen stroming strooien stropdas struikje student studeren studie stuiven sturen
        stuw succes sudderen suiker super surfen surprise sushi symbool systeem taak taartje tablet takel tamelijk
        tandem tandwiel tape tapijt tarwe tasje taxi team techniek teckel tegelpad tegeltje teiltje teken tekst
        telefoon teller telraam tempo tennis tentstok terrasje terrein terug tevreden textiel theater thee theebus
        theedoek theeglas theekop theemuts theepot theetijd theetuin thema theorie thermos thuis ticket tien tiental
        tijd tijdloos tillen timmeren tintelen titel tochtje toekan toekomst toerist toestel toeter toetje toeval
        toffee tolk tomaat tompoes toneel tonijn toon toonaard toonbank topje toppen torentje tosti totaal touwtje
        tractor trainer training traject trapje trechter treden trein treinrit trekker triangel tribune triomf triplex
        trombone trommel trompet tropisch trots trottoir truffel trui tuba tuinbank tuinboon tuinder tuinhek tuinhuis
        tuinkers tuinlamp tuinpad tuintje tulband tunnel turf turkoois turnen tussen twaalf twijg twintig typen
        typisch uienring uiensoep uitdelen uitgang uitgave uitgeven uitje uitkijk uitleg uitloop uitstap uitstel
        uitvaren uitzicht ukelele ultra uniek uniform urenlang vaardig vaartuig vaatdoek vacht vakantie vallei
        vanavond vandaag vangrail vanille varen variant veerboot veertien veertig veertje veiling veld veldfles
        veldmuis veldsla venkel venster ventiel verdelen verder verfblik verfdoos verfpot vergiet verhaal verkeer
        verkoop vermaak verschil vertrek vervoer vetplant veulen viaduct vierde vieren vierkant vijf vijftien vijver
        vilt vinden vinger viooltje visbak visboer viskom viskraam vismarkt vissen vitamine vitrage vlaai vlakte
        vlechten vlechtje vleien vleugel vliegen vlier vlinder vloed vlokken vlootje vlotter vlug vochtig voeding
        voedsel voedzaam voet voetbal voetpad voetstap vogeltje volgend volgorde volop vooraan voorbij voordeel
        voordeur voorjaar voorkant voorraad voorruit voorstel voortuin vorig vork vormen vragen vriezer vroeg vrolijk
        vrucht vulkaan vullen vulling waakzaam waarde wachten wadden wadloper wafel wagentje wagon walnoot walrus
        walvis wandelen wandklok wandrek warmte wasbak wasbeer waslijn waslijst wasmand wassen wasserij wastafel
        wastobbe waterbak waterig waterijs waterkan waterpas waterrad waterval watje watten website weegbree weekend
        weelde weerhaan weiland weinig wekker welkom welp wenken wens wentelen wereld werkbank werkboek werkdag
        werkplek werktuig wezel wieden wieg wijzen wikkel wild wimper windje windroos winnaar winst winter wisselen
        witlof woensdag wolkje wollig wonder wonen woonboot woonwijk woord worst wortel wuiven xylofoon yoga yoghurt
        zaagsel zachtjes zadeltas zakdoek zakgeld zaklamp zand zandbank zanderig zandpad zangles zebra zebrapad
        zeedijk zeefdruk zeegras zeehond zeeklei zeeleeuw zeelucht zeem zeepaard zeepbel zeester zeewater zeewier
        zeewind zeezout zegel zeggen zeilboot zeildoek zeilen zeilkamp zeker zelden zelf zender zeppelin zestien
        zetten zeven zicht zigzag zijde zijdeur zijkant zijspan zilver zingen zinvol zitbank zitzak zoeken zoethout
        zomerdag zomers zonlicht zonnebad zonnetje zonnig zool zorgen zorgzaam zoutvat zuiden zuinig zuivel zuurdeeg
        zuurkool zuurstof zuurtje zwaaien zwaan zwaluw zwemband zwemles zwemmen zwemvest zwerm zwierig
        """
}
