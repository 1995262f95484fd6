/// The numbers beside a chart: from zero, by a round step, ending just above the highest number.
struct NumberAxis: Equatable {
    let step: Int
    let top: Int

    /// Steps from zero to the top.
    private static let steps = 3...5

    init(upTo number: Int) {
        var best = (step: 1, top: max(2, number))
        guard number > 2 else {
            (step, top) = best
            return
        }
        best.top = .max
        var power = 1
        while power <= number {
            for tenths in [10, 20, 25, 40, 50] where tenths * power % 10 == 0 {
                let step = tenths * power / 10
                let count = (number - 1) / step + 1
                // Of those that end at the same number the one with fewer lines.
                guard Self.steps.contains(count), count * step <= best.top else { continue }
                best = (step, count * step)
            }
            power *= 10
        }
        (step, top) = best
    }

    var ticks: [Int] { Array(stride(from: 0, through: top, by: step)) }
}
