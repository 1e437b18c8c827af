package org.jernel.user.sh;

import java.util.List;

/** What a shell knows besides its variables: what parameters like {@code $?} and {@code $1} stand for. */
final class Parameters {

    private final Variables variables;
    private final int shellPid;
    private List<String> positional;
    private int lastStatus;
    private int lastBackground;

    Parameters(Variables variables, int shellPid, String name) {
        this.variables = variables;
        this.shellPid = shellPid;
        this.positional = List.of(name);
    }

    /** A copy for a clone of the shell, whose {@code $$} stays the shell's. */
    Parameters copy() {
        Parameters copy = new Parameters(variables.copy(), shellPid, "");
        copy.positional = positional;
        copy.lastStatus = lastStatus;
        copy.lastBackground = lastBackground;
        return copy;
    }

    Variables variables() {
        return variables;
    }

    /** Sets {@code $0} and what follows it. */
    void setPositional(List<String> parameters) {
        positional = List.copyOf(parameters);
    }

    /** {@code $@}. */
    List<String> arguments() {
        return positional.subList(1, positional.size());
    }

    int lastStatus() {
        return lastStatus;
    }

    void setLastStatus(int status) {
        lastStatus = status;
    }

    void setLastBackground(int pid) {
        lastBackground = pid;
    }

    /** What a parameter stands for; empty if it is not set. */
    String value(String name) {
        if (Character.isDigit(name.charAt(0))) {
            int index = Integer.parseInt(name);
            return index < positional.size() ? positional.get(index) : "";
        }
        return switch (name) {
            case "?" -> Integer.toString(lastStatus);
            case "$" -> Integer.toString(shellPid);
            case "!" -> lastBackground == 0 ? "" : Integer.toString(lastBackground);
            case "#" -> Integer.toString(arguments().size());
            case "*", "@" -> String.join(" ", arguments());
            default -> {
                String value = variables.get(name);
                yield value == null ? "" : value;
            }
        };
    }
}
