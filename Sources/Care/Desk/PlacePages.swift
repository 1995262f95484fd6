import Core
import Site

/// How the place looks and which keys it has: the person's own choice.
enum PlacePages {
    static func keys(_ say: Speech) -> HTML {
        let keys: [HTML] = [
            ("Alt+1, 2, 3", PlacePhrase.keyTalk), ("Alt+N", .keyNext), ("Alt+W", .keyWrite), ("Alt+K", .keyCanned),
            ("Alt+R", .keyRisk), ("Alt+C", .keyRecord), ("Alt+M", .keyPassage), ("Alt+P", .keyPause), ("?", .keyList),
        ].map { "<div><dt><kbd>\($0.0)</kbd></dt><dd>\(say($0.1))</dd></div>" }
        return """
            <details id="toetsen"><summary>\(say(PlacePhrase.keys))</summary><dl class="toetsen">\(keys)</dl></details>
            """
    }

    static func place(_ place: OwnPlace, talk: ConversationID?, _ say: Speech) -> HTML {
        let lights = OwnPlace.Light.allCases.map { light in
            let phrase: PlacePhrase =
                switch light {
                case .system: .lightSystem
                case .light: .lightLight
                case .dark: .lightDark
                }
            return (value: light.rawValue, label: say(phrase))
        }
        let sizes = zip(OwnPlace.sizes, [PlacePhrase.sizeUsual, .sizeLarge, .sizeLargest]).map {
            (value: String($0), label: say($1))
        }
        return """
            <span id="weergave" class="\(place.light.rawValue) tekst-\(place.textSize)" hidden></span>
            <details id="mijn-weergave"><summary>\(say(PlacePhrase.title))</summary>
            <form method="post" action="\(Frame.path("/desk/place", in: say.language))" autocomplete="off">\(back(talk))
            \(choice(say(PlacePhrase.light), "licht", lights, place.light.rawValue))
            \(choice(say(PlacePhrase.size), "tekst", sizes, String(place.textSize)))
            <p class="veld"><label><input type="checkbox" id="toetsen-uit" name="toetsen" value="uit"\("checked", if: place.isWithoutKeys)>
             \(say(PlacePhrase.keysOff))</label></p><button class="rustig">\(say(PlacePhrase.save))</button></form></details>
            """
    }

    private static func choice(
        _ label: String, _ name: String, _ options: [(value: String, label: String)], _ chosen: String
    ) -> HTML {
        let items: [HTML] = options.map { option in
            "<option value=\"\(option.value)\"\("selected", if: option.value == chosen)>\(option.label)</option>"
        }
        return """
            <p class="veld"><label for="\(name)">\(label)</label><select id="\(name)" name="\(name)" autocomplete="off">\(items)</select></p>
            """
    }

    /// Brings the person back to the talk they were in.
    static func back(_ talk: ConversationID?) -> HTML? {
        talk.map { "<input type=\"hidden\" name=\"terug\" value=\"\($0.text)\">" }
    }
}
