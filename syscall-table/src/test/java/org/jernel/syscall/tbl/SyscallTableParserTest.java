package org.jernel.syscall.tbl;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

class SyscallTableParserTest {

    @Test
    void readsEveryColumn() throws IOException {
        assertThat(rows("""
                # a comment
                0\tcommon\tread\t\t\tsys_read

                134\t64\tuselib
                231\tcommon\texit_group\t\tsys_exit_group\t\t-\t\t\tnoreturn
                101\t64\tptrace\t-\tcompat_sys_ptrace
                """)).containsExactly(
                new SyscallTableRow(2, 0, Abi.COMMON, "read", "sys_read", null, false),
                new SyscallTableRow(4, 134, Abi.NATIVE_64, "uselib", null, null, false),
                new SyscallTableRow(5, 231, Abi.COMMON, "exit_group", "sys_exit_group", null, true),
                new SyscallTableRow(6, 101, Abi.NATIVE_64, "ptrace", null, "compat_sys_ptrace", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 common read sys_read\n1 common write sys_write\n",
                "0 common read sys_read\n1 common write sys_write",
                "0 common read sys_read\r\n1 common write sys_write\r\n",
                "0 common read sys_read\r\n1 common write sys_write",
                "0 common read sys_read\r1 common write sys_write\r",
                "0\tcommon\tread\tsys_read\n1\tcommon\twrite\tsys_write\n",
                "0 \t common  \t read \t\t sys_read \t \n\t1   common write sys_write   \n",
                "  0 common read sys_read # reads\n1 common write sys_write #writes\n",
                "\ufeff0 common read sys_read\n1 common write sys_write\n",
                "0\u00a0common\u00a0read\u00a0sys_read\n1\u3000common\u3000write\u3000sys_write\n",
                "0 common read sys_read\u000b\n1 common write\fsys_write\n",
                "00 common read sys_read\n0001 common write sys_write\n",
            })
    void blanksAndLineEndsDoNotMatter(String text) throws IOException {
        assertThat(rows(text)).containsExactly(
                new SyscallTableRow(1, 0, Abi.COMMON, "read", "sys_read", null, false),
                new SyscallTableRow(2, 1, Abi.COMMON, "write", "sys_write", null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\ufeff", "# only a comment", "\r\n\r\n#\r\n \t\r\n"})
    void nothingIsATableWithoutRows(String text) throws IOException {
        assertThat(rows(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys_read",
                "__x64_sys_read",
                "__x64_sys_execveat/ptregs",
                "__x32_compat_sys_ioctl",
                "__x32_compat_sys_execve/ptregs",
                "compat_sys_ioctl",
                "stub_fork",
                "stub_x32_rt_sigreturn",
                "sys32_x32_rt_sigreturn",
                "sys_ni_syscall",
                "sys_myTest",
                "ptregs_fork",
            })
    void entryPointsOfAllVersionsAreKeptAsWritten(String entryPoint) throws IOException {
        assertThat(rows("7 common x " + entryPoint)).singleElement()
                .extracting(SyscallTableRow::entryPoint).isEqualTo(entryPoint);
    }

    @Test
    void dashIsNoEntryPoint() throws IOException {
        assertThat(rows("7 common x - -")).containsExactly(
                new SyscallTableRow(1, 7, Abi.COMMON, "x", null, null, false));
    }

    @ParameterizedTest
    @CsvSource({"64, x32", "x32, 64", "common, i386", "i386, common", "i386, 64", "x32, i386"})
    void numberAndNameMayRepeatWhereAbisDoNotOverlap(String first, String second) throws IOException {
        assertThat(rows("5 " + first + " ioctl\n5 " + second + " ioctl\n"))
                .extracting(SyscallTableRow::abi)
                .containsExactly(Abi.of(first).orElseThrow(), Abi.of(second).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "common, common", "x32, x32", "i386, i386", "common, 64", "64, common", "common, x32",
        "x32, common"})
    void numberMustNotRepeatWhereAbisOverlap(String first, String second) {
        assertThat(problems("# one\n\n5 " + first + " open\n6 64 other\n 5\t" + second + " close\n"))
                .containsExactly("t.tbl:5:2: number 5 is taken by open in line 3");
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "common, 64", "x32, common", "i386, i386"})
    void nameMustNotRepeatWhereAbisOverlap(String first, String second) {
        assertThat(problems("5 " + first + " open\n6\t" + second + "\topen\n"))
                .containsExactly("t.tbl:2:" + (second.length() + 4) + ": name open is taken by number 5 in line 1");
    }

    @Test
    void everyLaterDuplicateNamesTheFirst() {
        assertThat(problems("5 64 a\n5 64 b\n5 64 c\n")).containsExactly(
                "t.tbl:2:1: number 5 is taken by a in line 1",
                "t.tbl:3:1: number 5 is taken by a in line 1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "7                              | 1:2: the abi and the name are missing",
        "7 common                       | 1:9: the name is missing",
        "7 common # read                | 1:9: the name is missing",
        "x common read                  | 1:1: \"x\" is not a number",
        "-1 common read                 | 1:1: \"-1\" is not a number",
        "0x10 common read               | 1:1: \"0x10\" is not a number",
        "65536 common read              | 1:1: number \"65536\" is above the limit of 65535",
        "99999999999999999999 64 read   | 1:1: number \"99999999999999999999\" is above the limit of 65535",
        "7 comon read                   | 1:3: \"comon\" is not an abi; it must be one of common, 64, x32, i386",
        "7 COMMON read                  | 1:3: \"COMMON\" is not an abi; it must be one of common, 64, x32, i386",
        "7 common my-test               | 1:10: \"my-test\" is not a name",
        "7 common 7th                   | 1:10: \"7th\" is not a name",
        "7 common read#1                | 1:10: \"read#1\" is not a name",
        "7 common read sys-read         | 1:15: \"sys-read\" is not an entry point",
        "7 common read sys_read/        | 1:15: \"sys_read/\" is not an entry point",
        "7 common read sys_read()       | 1:15: \"sys_read()\" is not an entry point",
        "7 common read sys_read 9       | 1:24: \"9\" is not an entry point",
        "7 common read sys_read - never | 1:26: \"never\" stands where only noreturn can",
        "7 common read sys_read - noreturn more | 1:35: \"more\" is one word too many",
    })
    void faultIsNamedWhereItStands(String line, String problem) {
        assertThat(problems(line)).containsExactly("t.tbl:" + problem);
    }

    @Test
    void tabIsOneColumn() {
        assertThat(problems("7\t\tcommon\t\tmy-test\n")).containsExactly("t.tbl:1:12: \"my-test\" is not a name");
    }

    @Test
    void byteOrderMarkIsNoColumn() {
        assertThat(problems("\ufeffx common read")).containsExactly("t.tbl:1:1: \"x\" is not a number");
    }

    @Test
    void messagesCarryNoControlCharactersAndStayShort() {
        assertThat(problems("\u001b[31m" + "x".repeat(100) + " common read"))
                .containsExactly("t.tbl:1:1: \"\\u001b[31m" + "x".repeat(35) + "...\" is not a number");
    }

    @Test
    void allFaultsComeAtOnceInTheOrderOfTheFile() {
        SyscallTableException thrown = failure("""
                0 common read sys_read
                one native write sys-write
                0 64 open
                2
                """);

        assertThat(thrown.problems())
                .extracting(SyscallTableProblem::fileName, SyscallTableProblem::line, SyscallTableProblem::column)
                .containsExactly(
                        tuple("t.tbl", 2, 1),
                        tuple("t.tbl", 2, 5),
                        tuple("t.tbl", 2, 18),
                        tuple("t.tbl", 3, 1),
                        tuple("t.tbl", 4, 2));
        assertThat(thrown).hasMessage("""
                t.tbl:2:1: "one" is not a number
                t.tbl:2:5: "native" is not an abi; it must be one of common, 64, x32, i386
                t.tbl:2:18: "sys-write" is not an entry point
                t.tbl:3:1: number 0 is taken by read in line 1
                t.tbl:4:2: the abi and the name are missing""");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "7 common read sys_read!  | number 7 is taken by read in line 1",
        "7 common read a b c d    | number 7 is taken by read in line 1",
        "7 common sys-read        | number 7 is taken by \"sys-read\" in line 1",
        "7 common                 | number 7 is taken by a row without a name in line 1",
        "8 common write sys_write!| name write is taken by number 8 in line 1",
        "x common write           | name write is taken by a row without a valid number in line 1",
    })
    void whatAFaultyRowHasTakenIsTakenToo(String faulty, String problem) {
        assertThat(problems(faulty + "\n7 64 write\n").getLast()).endsWith(problem);
    }

    @Test
    void faultsOfADuplicateComeInTheOrderOfTheirColumns() {
        assertThat(problems("7 common read\n7 common my-test sys_test!\n")).containsExactly(
                "t.tbl:2:1: number 7 is taken by read in line 1",
                "t.tbl:2:10: \"my-test\" is not a name",
                "t.tbl:2:18: \"sys_test!\" is not an entry point");
    }

    @Test
    void tableOfLinux318Loads() throws IOException {
        try (Reader reader = resource("syscall_64-3.18.tbl")) {
            SyscallTableFile file = SyscallTableParser.parse("syscall_64-3.18.tbl", reader);

            assertThat(file.rows()).extracting(SyscallTableRow::number).containsExactlyElementsOf(
                    IntStream.concat(IntStream.rangeClosed(0, 321), IntStream.rangeClosed(512, 544))
                            .boxed()
                            .toList());
            assertThat(file.rows()).extracting(SyscallTableRow::entryPoint).contains(
                    "sys_read",
                    "stub_fork",
                    "stub_iopl",
                    "sys_umount",
                    "sys_bpf",
                    "compat_sys_ioctl",
                    "stub_x32_rt_sigreturn",
                    "stub_x32_execve");
            assertThat(file.rows()).filteredOn(row -> row.entryPoint() == null).hasSize(15);
        }
    }

    @Test
    void tableThatStudentsEditedLoads() throws IOException {
        assertThat(rows("""
                427\tcommon\tio_uring_register\t__x64_sys_io_uring_register
                428    common    myTest             sys_myTest
                #
                512\tx32\trt_sigaction\t\t__x32_compat_sys_rt_sigaction
                547\tx32\tpwritev2\t\t__x32_compat_sys_pwritev64v2
                548 common mysyscall sys_mysyscall
                600    64   far_away      __x64_sys_far_away""")).extracting(SyscallTableRow::number)
                .containsExactly(427, 428, 512, 547, 548, 600);
    }

    @Test
    void largestNumberIsTheLimit() throws IOException {
        assertThat(rows("65535 common last")).singleElement()
                .extracting(SyscallTableRow::number).isEqualTo(SyscallTableParser.MAX_NUMBER);
    }

    @Test
    void fileIsReadWhateverCharsetItsCommentsHave(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("mine.tbl");
        Files.write(file, "# caf\u00e9\n0 common read sys_read\n".getBytes(StandardCharsets.ISO_8859_1));

        SyscallTableFile table = SyscallTableParser.parse(file);

        assertThat(table.fileName()).isEqualTo(file.toString());
        assertThat(table.rows()).hasSize(1);
    }

    @Test
    void missingFileIsAnIoException(@TempDir Path directory) {
        Path file = directory.resolve("none.tbl");

        assertThatThrownBy(() -> SyscallTableParser.parse(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsWrittenInAnyLayoutIsReadBack() throws IOException {
        Random random = new Random(20190505);
        for (int round = 0; round < 500; round++) {
            List<SyscallTableRow> written = randomRows(random);
            String end = oneOf(random, "\n", "\r\n", "\r");
            String text = written.stream().map(row -> layOut(random, row)).collect(Collectors.joining(end))
                    + (random.nextBoolean() ? end : "");

            assertThat(rows(text)).as(text).isEqualTo(written);
        }
    }

    @Test
    void noTextMakesTheParserFailOtherwiseThanWithProblems() throws IOException {
        Random random = new Random(42);
        String alphabet = "019 \t\r\n#-/_abcommonx3264i86readsys\u0000\u00e9\ufeff\ud800";
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            String text = random.ints(random.nextInt(80), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining());
            try {
                rows(text);
            } catch (SyscallTableException e) {
                refused++;
                assertThat(e.problems()).as(text).isNotEmpty().allSatisfy(problem -> {
                    assertThat(problem.line()).isPositive();
                    assertThat(problem.column()).isPositive();
                });
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private static List<SyscallTableRow> randomRows(Random random) {
        int[] numbers = random.ints(0, 1000).distinct().limit(random.nextInt(1, 20)).toArray();
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> new SyscallTableRow(
                        i + 1,
                        numbers[i],
                        Abi.of(oneOf(random, "common", "64", "x32", "i386")).orElseThrow(),
                        "call" + numbers[i],
                        random.nextBoolean() ? "sys_call" : null,
                        random.nextBoolean() ? "compat_sys_call" : null,
                        random.nextBoolean()))
                .toList();
    }

    private static String layOut(Random random, SyscallTableRow row) {
        StringBuilder text = new StringBuilder(oneOf(random, "", " ", "\t"));
        text.append(row.number()).append(blank(random)).append(row.abi()).append(blank(random)).append(row.name());
        if (row.entryPoint() != null || row.compatEntryPoint() != null || row.noreturn()) {
            text.append(blank(random)).append(Objects.requireNonNullElse(row.entryPoint(), "-"));
        }
        if (row.compatEntryPoint() != null || row.noreturn()) {
            text.append(blank(random)).append(Objects.requireNonNullElse(row.compatEntryPoint(), "-"));
        }
        if (row.noreturn()) {
            text.append(blank(random)).append("noreturn");
        }
        return text.append(oneOf(random, "", " ", "\t", " # why", "\t#")).toString();
    }

    private static String blank(Random random) {
        return oneOf(random, " ", "\t", "    ", "\t\t", " \t ");
    }

    private static String oneOf(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static List<SyscallTableRow> rows(String text) throws IOException {
        return SyscallTableParser.parse("t.tbl", new StringReader(text)).rows();
    }

    private static List<String> problems(String text) {
        return failure(text).problems().stream().map(SyscallTableProblem::toString).toList();
    }

    private static SyscallTableException failure(String text) {
        return catchThrowableOfType(SyscallTableException.class, () -> rows(text));
    }

    private static Reader resource(String name) {
        return new InputStreamReader(
                Objects.requireNonNull(SyscallTableParserTest.class.getResourceAsStream(name)), StandardCharsets.UTF_8);
    }
}
