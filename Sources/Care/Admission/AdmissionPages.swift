import Core
import Site

/// The texts of the page on which somebody waits to begin.
public enum AdmissionPhrase: String, PhraseKey {
    case title = "entry.title"
    case heading = "entry.heading"
    case explained = "entry.explained"
    case again = "entry.again"
    case byItself = "entry.byItself"
    case first = "entry.first"
    case half = "entry.half"
    case almost = "entry.almost"
    case goOn = "entry.goOn"
    case call = "entry.call"
}

/// The page on which somebody waits to begin: nothing to solve for a person, only some time.
enum AdmissionPages {
    struct View: Sendable {
        let language: Language
        let challenge: String
        let bits: Int
        /// Seconds before the answer to the sum counts.
        let thinkSeconds: Int
        /// Who waits began a moment ago too, and nobody else is the reason.
        var isAgain = false
        /// What to do tonight, for who does not want to wait.
        var tonight: [String] = []
    }

    static func waiting(_ view: View, _ say: Speech) -> HTML {
        """
        <h1>\(say(AdmissionPhrase.heading))</h1><p>\(say(view.isAgain ? AdmissionPhrase.again : .explained))</p>
        <p class="stand" id="stand" role="status">\(say(AdmissionPhrase.byItself))</p>
        <form id="wacht" method="post" action="\(Frame.path("/g/r", in: view.language))" autocomplete="off" data-som="\(view.challenge)"
         data-bits="\(view.bits)" data-wacht="\(view.thinkSeconds)" data-stap1="\(say(AdmissionPhrase.first))"
         data-stap2="\(say(AdmissionPhrase.half))" data-stap3="\(say(AdmissionPhrase.almost))">
        <input type="hidden" name="a1" value=""><button class="rustig">\(say(AdmissionPhrase.goOn))</button></form>
        <p>\(say(AdmissionPhrase.call))</p>\(TonightCard.html(view.tonight, say))
        """
    }
}
