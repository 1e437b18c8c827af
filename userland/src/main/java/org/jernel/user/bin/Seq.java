package org.jernel.user.bin;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Counts: {@code seq [-s STRING] [FIRST [STEP]] LAST}. */
final class Seq implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-s STRING] [FIRST [STEP]] LAST", "s:").with("separator", 's').posix();
    private static final int MOST = 3;
    private static final int BUFFER = 8192;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(1) || !use.allows(MOST)) {
            return use.exitCode(1);
        }
        List<BigDecimal> numbers = new ArrayList<>();
        for (String operand : use.operands()) {
            if (!operand.matches("[+-]?([0-9]{1,99}\\.?[0-9]{0,99}|\\.[0-9]{1,99})")) {
                use.refuse("invalid floating point argument: '%s'".formatted(operand));
                return 1;
            }
            numbers.add(new BigDecimal(operand));
        }
        BigDecimal first = numbers.size() > 1 ? numbers.getFirst() : BigDecimal.ONE;
        BigDecimal step = numbers.size() == MOST ? numbers.get(1) : BigDecimal.ONE;
        if (step.signum() == 0) {
            use.refuse("invalid Zero increment value: '%s'".formatted(use.operands().get(1)));
            return 1;
        }
        String separator = use.value('s');
        count(libc, first, step, numbers.getLast(), separator == null ? "\n" : separator);
        return 0;
    }

    private static void count(Libc libc, BigDecimal first, BigDecimal step, BigDecimal last, String separator) {
        int scale = Math.max(first.scale(), step.scale());
        StringBuilder out = new StringBuilder();
        String before = "";
        for (BigDecimal number = first; isWithin(number, step, last); number = number.add(step)) {
            out.append(before).append(number.setScale(scale).toPlainString());
            before = separator;
            if (out.length() > BUFFER) {
                print(libc, out);
            }
        }
        print(libc, isWithin(first, step, last) ? out.append('\n') : out);
    }

    private static boolean isWithin(BigDecimal number, BigDecimal step, BigDecimal last) {
        return number.compareTo(last) * step.signum() <= 0;
    }

    private static void print(Libc libc, StringBuilder text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Output.write(libc, "seq: write error", bytes, bytes.length);
        text.setLength(0);
    }
}
