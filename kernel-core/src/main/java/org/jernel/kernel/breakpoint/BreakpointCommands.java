package org.jernel.kernel.breakpoint;

import java.util.List;
import java.util.stream.Collectors;

import org.jernel.kernel.stacktrace.KernelFrame;
import org.jernel.syscall.Errno;

/**
 * Breakpoints as lines of text, which is how programs see them. Commands are {@code break SYMBOL}, {@code delete N}, {@code
 * continue}, {@code finish}, {@code return VALUE}, {@code arg I VALUE}; the last four may name a task by {@code pid=N} at the
 * end, and mean the one that stands if there is one only.
 */
final class BreakpointCommands {

    private final Breakpoints breakpoints;
    private volatile String lastError = "";

    BreakpointCommands(Breakpoints breakpoints) {
        this.breakpoints = breakpoints;
    }

    /** Carries a command out. Returns 0 or -EINVAL, and then {@link #lastError} says why. */
    long run(String line) {
        try {
            run(List.of(line.strip().split("\\s+")));
            return 0;
        } catch (BreakpointException e) {
            lastError = String.valueOf(e.getMessage());
            return Errno.EINVAL.negated();
        }
    }

    String lastError() {
        return lastError.isEmpty() ? "" : lastError + "\n";
    }

    private void run(List<String> words) {
        String command = words.getFirst();
        boolean named = words.size() > 1 && words.getLast().startsWith("pid=");
        List<String> operands = words.subList(1, words.size() - (named ? 1 : 0));
        switch (command + "/" + operands.size()) {
            case "break/1" -> {
                breakpoints.sparesCaller();
                Breakpoint _ = breakpoints.add(operands.getFirst());
            }
            case "delete/1" -> breakpoints.delete(number(operands.getFirst()));
            case "delete/0" -> breakpoints.list().forEach(Breakpoint::close);
            case "continue/0" -> breakpoints.resume(stop(words, named));
            case "finish/0" -> breakpoints.finish(stop(words, named));
            case "return/1" -> {
                Stop stop = stop(words, named);
                stop.frame().setResult(value(operands.getFirst()));
                breakpoints.resume(stop);
            }
            case "arg/2" -> stop(words, named).frame()
                    .setArg(number(operands.getFirst()), value(operands.getLast()));
            default -> throw new BreakpointException("'" + String.join(" ", words) + "' is no command");
        }
    }

    private Stop stop(List<String> words, boolean named) {
        if (named) {
            return breakpoints.stop(number(words.getLast().substring("pid=".length())));
        }
        List<Stop> stops = breakpoints.stops();
        if (stops.isEmpty()) {
            throw new BreakpointException("no task stands at a breakpoint");
        }
        if (stops.size() > 1) {
            throw new BreakpointException("more than one task stands at a breakpoint: say which, by its number");
        }
        return stops.getFirst();
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new BreakpointException("'" + text + "' is no number");
        }
        return Integer.parseInt(text);
    }

    /** A number, or an errno's name with a minus in front. */
    private static long value(String text) {
        for (Errno errno : Errno.values()) {
            if (text.equals("-" + errno.name())) {
                return errno.negated();
            }
        }
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new BreakpointException("'" + text + "' is neither a number nor an errno as -EPERM");
        }
    }

    /** {@code info breakpoints}. */
    String list() {
        return breakpoints.list().isEmpty()
                ? "No breakpoints.\n"
                : breakpoints.list().stream()
                        .map(BreakpointCommands::line)
                        .collect(Collectors.joining("", "Num     What\n", ""));
    }

    private static String line(Breakpoint breakpoint) {
        StringBuilder text = new StringBuilder("%-7d %-28s hits %d\n".formatted(
                breakpoint.id(), breakpoint.symbol(), breakpoint.hits()));
        List<String> locations = breakpoint.locations();
        for (int i = 0; i < locations.size(); i++) {
            text.append("%-7s %s\n".formatted(breakpoint.id() + "." + (i + 1), locations.get(i)));
        }
        return text.toString();
    }

    /** Which task stands where. */
    String stopped() {
        return breakpoints.stops().stream().map(stop -> stop + "\n").collect(Collectors.joining());
    }

    /** {@code info args} of each task that stands. */
    String args() {
        return breakpoints.stops().stream()
                .map(stop -> stop + "\n" + stop.frame().args().stream()
                        .map(arg -> "%s = %d\n".formatted(arg.name(), arg.value()))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    /** {@code bt} of each task that stands. */
    String backtrace() {
        StringBuilder text = new StringBuilder();
        for (Stop stop : breakpoints.stops()) {
            text.append(stop).append('\n');
            List<KernelFrame> frames = stop.frame().backtrace();
            for (int i = 0; i < frames.size(); i++) {
                String place = frames.get(i).place();
                text.append("#%-3d%s ()%s\n".formatted(
                        i, frames.get(i).function(), place.isEmpty() ? "" : " at " + place));
            }
        }
        return text.toString();
    }
}
