/// By dispersion and mean, in the order of `SustainedLimit`; written by `vangnet statistics limits`.
enum SustainedLimitTable {
    static let increase: [[Double]] = []
    static let decrease: [[Double]] = []
}
