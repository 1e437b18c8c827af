package org.jernel.user.strace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * How one call is written.
 *
 * @param arguments its arguments in order
 * @param keep what to note on the way in, for an argument that the call changes
 * @param result what to write for a result that is no error instead of a number, or null from it for the number
 * @param isRestOptional whether there may be nothing to print on the way out
 * @param remark what to add to the result in parentheses, or null from it for nothing
 */
record CallFormat(
        List<Argument> arguments,
        ToLongFunction<TracedCall> keep,
        Function<TracedCall, @Nullable String> result,
        Function<TracedCall, @Nullable String> remark,
        boolean isRestOptional) {

    /**
     * One argument.
     *
     * @param index the register
     * @param isOut whether the call writes it, so that it is printed on the way out, as all after it
     */
    record Argument(int index, Printer printer, boolean isOut) {}

    /** What a table says of an argument: the printer, and when. Its index is its place. */
    record Slot(Printer printer, boolean isOut) {}

    static Slot in(Printer printer) {
        return new Slot(printer, false);
    }

    /** Written by the call: an address if the call fails. */
    static Slot out(Printer printer) {
        return new Slot((call, value) -> call.failed() ? Printers.address(value) : printer.print(call, value), true);
    }

    /** Written on the way out whether the call fails or not. */
    static Slot onExit(Printer printer) {
        return new Slot(printer, true);
    }

    static CallFormat of(List<Slot> slots) {
        List<Argument> arguments = new ArrayList<>();
        for (Slot slot : slots) {
            arguments.add(new Argument(arguments.size(), slot.printer, slot.isOut));
        }
        return new CallFormat(List.copyOf(arguments), call -> 0, call -> null, call -> null, false);
    }

    CallFormat keeping(ToLongFunction<TracedCall> what) {
        return new CallFormat(arguments, what, result, remark, isRestOptional);
    }

    /** Keeps the {@code int} behind the pointer in an argument. */
    CallFormat keepingInt(int argument) {
        return keeping(call -> {
            Integer value = call.intAt(call.arg(argument));
            return value == null ? 0 : value;
        });
    }

    CallFormat withResult(Function<TracedCall, @Nullable String> text) {
        return new CallFormat(arguments, keep, text, remark, isRestOptional);
    }

    CallFormat withRemark(Function<TracedCall, @Nullable String> text) {
        return new CallFormat(arguments, keep, result, text, isRestOptional);
    }

    CallFormat withOptionalRest() {
        return new CallFormat(arguments, keep, result, remark, true);
    }

    /** The arguments that are known before the call: those before the first that it writes. */
    int known() {
        int known = 0;
        while (known < arguments.size() && !arguments.get(known).isOut) {
            known++;
        }
        return known;
    }
}
