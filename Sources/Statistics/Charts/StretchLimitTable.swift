/// By dispersion and mean, in the order of `StretchLimit`; written by `vangnet statistics limits` with 600 series of 226 counted weeks.
enum StretchLimitTable {
    static let increase: [[Double]] = [
        [5.55, 5.81, 6.87, 6.56, 5.06],
        [5.75, 6.17, 6.80, 7.14, 5.32],
        [5.94, 6.06, 6.70, 7.31, 5.56],
        [5.38, 6.10, 6.43, 7.27, 6.11],
        [4.70, 5.95, 6.34, 6.99, 7.04],
    ]
    static let decrease: [[Double]] = [
        [5.46, 5.36, 5.09, 5.44, 5.12],
        [5.64, 5.68, 5.27, 5.64, 5.34],
        [5.59, 5.51, 5.23, 5.57, 5.50],
        [5.69, 5.94, 5.26, 5.54, 5.64],
        [5.87, 6.12, 5.35, 5.43, 5.71],
    ]
}
