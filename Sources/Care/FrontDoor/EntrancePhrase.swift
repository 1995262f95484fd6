import Site

/// The texts of an entrance with a page of its own, of the search on the door, and around the steps for tonight.
public enum EntrancePhrase: String, PhraseKey {
    case toBegin = "entrance.toBegin"
    case beforeTitle = "entrance.beforeTitle"
    case moreKept = "entrance.moreKept"
    case stoppedClosed = "entrance.stoppedClosed"
    case stoppedBusy = "entrance.stoppedBusy"
    case stoppedStore = "entrance.stoppedStore"
    case stoppedThere = "entrance.stoppedThere"
    case tonight = "entrance.tonight"
    case notNow = "entrance.notNow"
    case tonightPlain = "entrance.tonightPlain"
    case ownWords = "entrance.ownWords"
    case ownWordsHint = "entrance.ownWordsHint"
    case find = "entrance.find"
    case foundTitle = "entrance.foundTitle"
    case foundNothing = "entrance.foundNothing"
    case dangerFirst = "entrance.dangerFirst"
}
