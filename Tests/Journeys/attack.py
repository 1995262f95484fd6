"""A linear program in whole fractions: what somebody can work out who knows sums of counts. No library is needed, and nothing is rounded."""

from fractions import Fraction


def greatest(target, equations, count):
    """The greatest value of unknown number `target` among `count` of them, all at least 0, when each equation (dict of coefficients, sum)
    holds; None when nothing limits it. The simplex method in two phases, by Bland's rule."""
    rows, width = [], count + len(equations)
    for number, (terms, total) in enumerate(equations):
        sign = -1 if total < 0 else 1
        row = [Fraction(0)] * (width + 1)
        for unknown, coefficient in terms.items():
            row[unknown] += sign * coefficient
        row[count + number] = Fraction(1)
        row[width] = Fraction(sign * total)
        rows.append(row)
    basis = [count + number for number in range(len(rows))]

    def climb(costs, allowed):
        while True:
            prices = {column: costs[column] - sum(costs[basis[r]] * rows[r][column] for r in range(len(rows))) for column in allowed}
            column = next((c for c in allowed if c not in basis and prices[c] > 0), None)
            if column is None:
                return True
            room = [(rows[r][width] / rows[r][column], basis[r], r) for r in range(len(rows)) if rows[r][column] > 0]
            if not room:
                return False
            _, _, leaving = min(room)
            pivot(leaving, column)

    def pivot(leaving, column):
        divisor = rows[leaving][column]
        rows[leaving] = [value / divisor for value in rows[leaving]]
        for r in range(len(rows)):
            factor = rows[r][column]
            if r != leaving and factor:
                rows[r] = [value - factor * other for value, other in zip(rows[r], rows[leaving])]
        basis[leaving] = column

    climb([Fraction(0)] * count + [Fraction(-1)] * len(rows), range(width))
    assert all(rows[r][width] == 0 for r in range(len(rows)) if basis[r] >= count), "what is known contradicts itself"
    for r in range(len(rows)):
        if basis[r] >= count:
            column = next((c for c in range(count) if rows[r][c] != 0), None)
            if column is not None:
                pivot(r, column)
    costs = [Fraction(0)] * width
    costs[target] = Fraction(1)
    if not climb(costs, range(count)):
        return None
    return sum(rows[r][width] for r in range(len(rows)) if basis[r] == target)


class Attacker:
    """Counts that are known or not, and sums between them."""

    def __init__(self):
        self.known, self.least, self.sums_of = {}, {}, {}

    def tell(self, name, value):
        assert self.known.setdefault(name, value) == value

    def hide(self, name, least):
        self.least[name] = min(least, self.least.get(name, least))

    def tie(self, total, parts):
        """The parts make up the total."""
        terms = {total: 1} | {part: -1 for part in parts}
        for name in terms:
            if terms not in self.sums_of.setdefault(name, []):
                self.sums_of[name].append(terms)

    def interval(self, name):
        """The least and the greatest that a count can be; None above when nothing limits it."""
        if name in self.known:
            return self.known[name], self.known[name]
        # Only what the count is tied to, by sums of which some is not known.
        tied, reached, news = [], {name}, [name]
        while news:
            one = news.pop()
            for terms in self.sums_of.get(one, []):
                if terms not in tied:
                    tied.append(terms)
                    more = {n for n in terms if n not in self.known} - reached
                    reached |= more
                    news += sorted(more)
        unknown = sorted(reached)
        number = {n: i for i, n in enumerate(unknown)}
        equations = []
        for terms in tied:
            total = -sum(c * self.known[n] for n, c in terms.items() if n in self.known)
            total -= sum(c * self.least.get(n, 0) for n, c in terms.items() if n not in self.known)
            equations.append(({number[n]: c for n, c in terms.items() if n not in self.known}, total))
        floor = self.least.get(name, 0)
        most = greatest(number[name], equations, len(unknown))
        # The least is the greatest of what is opposite: a limit far away less the count.
        far = 10**9
        opposite = greatest(len(unknown), equations + [({number[name]: 1, len(unknown): 1}, far)], len(unknown) + 1)
        return far - opposite + floor, None if most is None else most + floor
