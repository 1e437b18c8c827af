package org.jernel.kernel.inject;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which invocations are meant: {@code first[..last][+[step]]}.
 *
 * @param step 0 for the first one only
 */
record When(int first, int last, int step) {

    static final When ALWAYS = new When(1, Integer.MAX_VALUE, 1);

    /** What strace counts to. */
    private static final int MAX = 65535;

    /** A number may have a sign of its own, as strtol reads it. */
    private static final Pattern FORMAT =
            Pattern.compile("(\\+?\\d{1,9})(?:\\.\\.(\\+?\\d{1,9}))?(\\+(|\\+?\\d{1,9}))?");

    static When parse(String text) {
        Matcher parts = FORMAT.matcher(text);
        if (!parts.matches()) {
            throw new InjectException("when=" + text + " is not first[..last][+[step]]");
        }
        int first = number(text, parts.group(1));
        int last = parts.group(2) == null ? Integer.MAX_VALUE : number(text, parts.group(2));
        if (last < first) {
            throw new InjectException("when=" + text + " ends before it begins");
        }
        if (parts.group(3) == null) {
            return new When(first, last, parts.group(2) == null ? 0 : 1);
        }
        return new When(first, last, parts.group(4).isEmpty() ? 1 : number(text, parts.group(4)));
    }

    private static int number(String text, String digits) {
        int number = Integer.parseInt(digits);
        if (number < 1 || number > MAX) {
            throw new InjectException("when=" + text + ": " + digits + " is not within 1.." + MAX);
        }
        return number;
    }

    boolean matches(long invocation) {
        if (invocation < first || invocation > last) {
            return false;
        }
        return step == 0 ? invocation == first : (invocation - first) % step == 0;
    }
}
