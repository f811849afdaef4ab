"""Trees as text, with brackets around every operand, for parsing them again."""

from integrind.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Or,
)


def printed(node: Node) -> str:
    match node:
        case Name(name=name):
            return name
        case Literal(value=value):
            return quoted(value) if isinstance(value, str) else repr(value)
        case Comparison(operands=(first, *others), comparators=comparators):
            pairs = zip(comparators, others, strict=True)
            return " ".join([f"({printed(first)})", *(f"{by} ({printed(other)})" for by, other in pairs)])
        case And(operands=operands):
            return " and ".join(f"({printed(operand)})" for operand in operands)
        case Or(operands=operands):
            return " or ".join(f"({printed(operand)})" for operand in operands)
        case Not(operand=operand):
            return f"not ({printed(operand)})"
        case Membership(operand=operand, values=values, negated=negated):
            listed = "".join(f"{printed(value)}, " for value in values)
            return f"({printed(operand)}) {'not in' if negated else 'in'} ({listed})"
        case Arithmetic(left=left, operator=operator, right=right):
            return f"({printed(left)}) {operator} ({printed(right)})"
        case Negation(operand=operand):
            return f"-({printed(operand)})"
        case Conditional(then=then, condition=condition, otherwise=otherwise):
            return f"({printed(then)}) if ({printed(condition)}) else ({printed(otherwise)})"
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(printed, arguments))})"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
