import Site

/// The texts of how figures are shown: in brief, in print, page by page, and as pictures.
public enum LookPhrase: String, PhraseKey {
    // In brief
    case brief = "look.brief"
    case briefWhat = "look.briefWhat"
    case briefSure = "look.briefSure"
    case briefSureText = "look.briefSureText"
    case briefNot = "look.briefNot"
    // Pictures and print
    case counted = "look.counted"
    case note = "look.note"
    case noteSource = "look.noteSource"
    case knownOn = "look.knownOn"
    case address = "look.address"
    // Regions
    case regionsPart = "look.regionsPart"
    case regionsPages = "look.regionsPages"
    case regionsPage = "look.regionsPage"
    case sumDiffers = "look.sumDiffers"
    // Before and after a date
    case changeNone = "look.changeNone"
    case span = "look.span"
    case spanNone = "look.spanNone"
    case spanIncomplete = "look.spanIncomplete"
    case spanOfDate = "look.spanOfDate"
}
