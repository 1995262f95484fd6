import Core
import Pack
import Site

/// That something is said of a place, on the map and in the lists: a sign, words with the interval, and the way to what was found.
/// Never by colour alone, and never of a number that is not told.
enum RegionMarks {
    private static func mark(_ place: RegionID, _ view: RegionsPages.View) -> CardMark? {
        guard let latest = view.picture.latest, view.picture.region(place)?.point(latest)?.number != nil else {
            return nil
        }
        return view.marks[place]
    }

    /// In the upper right of a tile.
    static func corner(_ place: RegionID, _ view: RegionsPages.View, x: Int, y: Int) -> HTML? {
        mark(place, view).map { _ in "<path class=\"merk\" d=\"M\(x - 14) \(y)H\(x)V\(y + 14)Z\"/>" }
    }

    /// At the end of the name of a tile.
    static func says(_ place: RegionID, _ view: RegionsPages.View, _ wording: Wording) -> String {
        mark(place, view).map { wording.say(PicturePhrase.markSays, ["text": $0.text[wording.language]]) } ?? ""
    }

    /// Beside a number in a list.
    static func link(_ place: RegionID, _ view: RegionsPages.View, _ wording: Wording) -> HTML? {
        mark(place, view).map { mark in
            let path = Frame.path(mark.path, in: wording.language)
            return "<br><small>◥ <a href=\"\(path)\">\(mark.text[wording.language])</a></small>"
        }
    }

    static func legend(_ view: RegionsPages.View, _ wording: Wording) -> HTML? {
        guard view.picture.regions.contains(where: { $0.region.flatMap { mark($0, view) } != nil }) else { return nil }
        return " \(wording.say(PicturePhrase.markLegend))"
    }
}
