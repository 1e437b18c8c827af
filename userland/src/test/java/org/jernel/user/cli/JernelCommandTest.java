package org.jernel.user.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line: what it prints and its exit codes. */
final class JernelCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return JernelCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void theDemoShowsTheCallsOfBothSides() {
        assertThat(run("demo", "--hermetic")).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern(
                        "replyhi\\[\\d+] made: socket 41, bind 49, listen 50, accept 43, recvfrom 45, sendto 44, close 3\\R")
                .containsPattern("hello\\[\\d+] made: socket 41, connect 42, sendto 44, recvfrom 45, close 3\\R")
                .contains("recv \"hello\" from 127.0.0.1:", "recv \"hi\" from 127.0.0.1:5001");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theTrafficOfTheDemoIsCaptured(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("demo.pcapng");
        assertThat(run("demo", "--hermetic", "--pcap", file.toString())).as(err.toString()).isZero();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("hello", "hi");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aCaptureThatCannotBeginIsToldBeforeAnythingRuns(@TempDir Path folder) {
        assertThat(run("demo", "--hermetic", "--pcap", folder.toString())).isOne();
        assertThat(err.toString()).startsWith("jernel: " + folder).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theTableNamesNumberAbiHandlerAndSupport() {
        assertThat(run("syscalls")).isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^ +41 +common +socket +SocketSyscalls\\.socket +(full|partial)")
                .containsPattern("(?m)^ +428 +common +myTest +\\S+\\.myTest +full")
                .containsPattern("(?m)^ +57 +common +fork +- +missing");
    }

    @Test
    void anotherTableIsUsed(@TempDir Path folder) throws IOException {
        Path table = Files.writeString(folder.resolve("mine.tbl"), "7 common getpid sys_getpid\n8 common other\n");
        assertThat(run("syscalls", "--table", table.toString(), "--format", "markdown")).isZero();
        assertThat(out.toString())
                .contains("| 7 | common | `getpid` | `SysSyscalls.getpid` | full |  |")
                .contains("| 8 | common | `other` |  | missing |  |");
    }

    @Test
    void theTableAsJsonParses() throws IOException {
        assertThat(run("syscalls", "--format", "json")).isZero();
        int rows = 0;
        try (JsonParser json = new JsonFactory().createParser(out.toString())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                rows += token == JsonToken.START_OBJECT ? 1 : 0;
            }
        }
        assertThat(rows).isGreaterThan(350);
    }

    @Test
    void aBadTableNamesEveryFaultInItsPlace(@TempDir Path folder) throws IOException {
        Path table = Files.writeString(folder.resolve("bad.tbl"), "x common read sys_read\n1 common\n");
        assertThat(run("syscalls", "--table", table.toString())).isOne();
        assertThat(err.toString()).contains("bad.tbl:1:1: ", "bad.tbl:2:").doesNotContain("at org.jernel");
    }

    @Test
    void aFileThatIsNoTableIsNotListedWhole(@TempDir Path folder) throws IOException {
        Path table = Files.writeString(folder.resolve("book.txt"), "ishmael\n".repeat(100));
        assertThat(run("syscalls", "--table", table.toString())).isOne();
        assertThat(err.toString().lines()).hasSize(21).last().isEqualTo("and 180 more");
    }

    @Test
    void anEmptyTableIsOneLine(@TempDir Path folder) throws IOException {
        Path table = Files.writeString(folder.resolve("empty.tbl"), "# nothing\n");
        assertThat(run("--table", table.toString())).isOne();
        assertThat(err.toString()).contains("empty.tbl: has no system calls").hasLineCount(1);
    }

    @Test
    void anEndlessTableIsOneLine() {
        assertThat(run("syscalls", "--table", "/dev/zero")).isOne();
        assertThat(err.toString()).isEqualToIgnoringNewLines(
                "jernel: /dev/zero: cannot be read: larger than 16 MiB, so it is no system call table");
    }

    @Test
    void aMissingTableIsOneLine() {
        assertThat(run("syscalls", "--table", "nowhere.tbl")).isOne();
        assertThat(err.toString()).isEqualToIgnoringNewLines("jernel: nowhere.tbl: no such file");
    }

    @Test
    void aWrongOptionIsOneLine() {
        assertThat(run("--frobnicate")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void anOptionBeforeASubcommandIsNotForgotten() {
        assertThat(run("--hermetic", "demo")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("jernel: --hermetic stands before demo, where it means nothing; put it behind")
                .hasLineCount(1);
    }

    @Test
    void aSignalShowsInTheExitCodeAsInAShell() {
        assertThat(JernelCommand.exitCode(3 << 8)).isEqualTo(3);
        assertThat(JernelCommand.exitCode(15)).isEqualTo(143);
    }
}
