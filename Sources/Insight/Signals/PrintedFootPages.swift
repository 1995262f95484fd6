import Core
import Site

/// What stands under a page on paper: as known when, and where to find the same numbers again.
struct PrintedFoot {
    /// Without language, with its query string.
    let path: String
    /// Nil when nobody said how this site is called.
    let host: String?
    /// The version that the page shows; nil for the newest.
    let known: Instant?
    let now: Instant
    /// Whether the page can be asked for as things were known at some moment.
    var hasVersions = true

    func markup(_ wording: Wording) -> HTML {
        let isFixed = known != nil || !hasVersions
        let fixed = isFixed ? path : path + (path.contains("?") ? "&" : "?") + "known=\(now.rfc3339)"
        let address = (host ?? "") + Frame.path(fixed, in: wording.language)
        let moment = wording.say(LookPhrase.knownOn, ["moment": wording.moment(known ?? now)])
        return """
            <p class="afdruk">\(moment) \(wording.say(LookPhrase.address, ["address": address]))</p>
            """
    }
}
