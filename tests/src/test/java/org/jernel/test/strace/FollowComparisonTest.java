package org.jernel.test.strace;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The lines of {@code strace -f} are the real one's for the same family of tasks. */
final class FollowComparisonTest {

    /** How often the machine may be so busy that a sleep is too short. */
    private static final int TRIES = 8;

    private static final Pattern CUT = Pattern.compile("(.*) <unfinished \\.\\.\\.>");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");

    @TempDir private Path directory;

    /** Line for line, in the tool's order. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyLineAndTheirOrder(boolean isToFile) throws Exception {
        Tool real = Tool.compile(directory, Family.IN_C);
        List<String> theirs = List.of();
        List<String> ours = List.of();
        for (int i = 0; i < TRIES && (theirs.isEmpty() || !theirs.equals(ours)); i++) {
            theirs = Lines.comparable(real.trace(isToFile, "-f", "-e", "trace=" + Family.CALLS));
            ours = Lines.comparable(Tool.ours(new Family(), isToFile, "-f", "-e", "trace=" + Family.CALLS));
        }
        assertThat(ours).isEqualTo(theirs).hasSizeGreaterThan(20);
    }

    /** Where clone's own line is cut is anybody's guess, so of each task its lines, put together again. */
    @Test
    void everyTasksLines() throws Exception {
        String calls = "trace=clone," + Family.CALLS.replaceAll("[/^()$]", "").replace('|', ',');
        Map<String, String> theirs =
                Lines.byTask(Lines.comparable(Tool.compile(directory, Family.IN_C).trace(true, "-f", "-e", calls)));
        assertThat(Lines.byTask(Lines.comparable(Tool.ours(new Family(), true, "-f", "-e", calls)))).isEqualTo(theirs)
                .hasSize(5);
    }

    /** What is left when what differs from run to run has other names. */
    private static final class Lines {

        private static final Pattern PID =
                Pattern.compile("(?<=^|pid {1,5}|si_pid=|Process |kill\\(|wait4\\(|\\) {1,40}= )\\d+");

        static List<String> comparable(String trace) {
            List<String> lines = trace.lines().toList();
            int start = 0;
            while (!lines.get(start).contains("umask")) {
                start++;
            }
            Map<String, String> pids = new LinkedHashMap<>();
            return lines.stream().skip(start + 1L).map(line -> renamed(line, pids)).toList();
        }

        private static String renamed(String line, Map<String, String> pids) {
            Matcher pid = PID.matcher(line);
            StringBuilder text = new StringBuilder();
            while (pid.find()) {
                boolean isResult = pid.group().equals("0");
                pid.appendReplacement(text, isResult
                        ? pid.group()
                        : pids.computeIfAbsent(pid.group(), any -> "P" + pids.size()));
            }
            String renamed = pid.appendTail(text).toString().replaceAll("0x\\p{XDigit}+", "ADDRESS");
            // The width of a number moves the result.
            return (renamed.contains("kill(") ? renamed.replaceAll("\\) +=", ") =") : renamed)
                    .replaceAll("^(P\\d) +", "$1 ")
                    .replaceAll("^\\[pid +", "[pid ");
        }

        /** A task's lines in one, by its number; a call that was cut in two is one again. */
        static Map<String, String> byTask(List<String> lines) {
            Map<String, String> tasks = new LinkedHashMap<>();
            for (String line : lines) {
                String pid = line.split(" ", 2)[0];
                String text = line.split(" ", 2)[1];
                Matcher cut = CUT.matcher(text);
                Matcher resumed = RESUMED.matcher(text);
                String piece = cut.matches()
                        ? cut.group(1)
                        : resumed.matches() ? resumed.group(1).replaceAll(" +=", " =") + "\n" : text + "\n";
                tasks.merge(pid, piece.replaceAll("\\) +=", ") ="), String::concat);
            }
            return tasks;
        }
    }
}
