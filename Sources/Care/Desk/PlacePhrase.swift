import Site

/// The texts of how the place looks and which keys it has.
public enum PlacePhrase: String, PhraseKey {
    case title = "place.title"
    case light = "place.light"
    case lightSystem = "place.lightSystem"
    case lightLight = "place.lightLight"
    case lightDark = "place.lightDark"
    case size = "place.size"
    case sizeUsual = "place.sizeUsual"
    case sizeLarge = "place.sizeLarge"
    case sizeLargest = "place.sizeLargest"
    case save = "place.save"
    case keys = "place.keys"
    case keyTalk = "place.keyTalk"
    case keyNext = "place.keyNext"
    case keyWrite = "place.keyWrite"
    case keyCanned = "place.keyCanned"
    case keyRisk = "place.keyRisk"
    case keyRecord = "place.keyRecord"
    case keyPassage = "place.keyPassage"
    case keyPause = "place.keyPause"
    case keyList = "place.keyList"
    case keysOff = "place.keysOff"
}
