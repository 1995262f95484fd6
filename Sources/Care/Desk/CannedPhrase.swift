import Site

/// The texts around canned texts.
public enum CannedPhrase: String, PhraseKey {
    case title = "canned.title"
    case search = "canned.search"
    case searchExplained = "canned.searchExplained"
    case insert = "canned.insert"
    case none = "canned.none"
    case about = "canned.about"
    case lastUsed = "canned.lastUsed"
    case favourite = "canned.favourite"
    case notFavourite = "canned.notFavourite"
    case expired = "canned.expired"
    case opening = "canned.opening"
}
