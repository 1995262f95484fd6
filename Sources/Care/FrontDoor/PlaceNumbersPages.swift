import Core
import Pack
import Site

extension Pack {
    /// What stands at the top of a page for somebody from this region; nil where that is what stands on every page.
    func numbers(in region: RegionID?, _ language: Language) -> LocalNumbers? {
        guard isIsland(region), let place = region.flatMap({ self.region($0) }) else { return nil }
        return LocalNumbers(
            place: place.name,
            alarm: emergency(in: place.id).first.map { .init(number: $0.number, tel: $0.tel) },
            others: helpers(on: place.id).compactMap { service in
                service.shownNumbers.first.map {
                    (service.name[language], Frame.Number(number: $0.number, tel: $0.tel))
                }
            })
    }
}
