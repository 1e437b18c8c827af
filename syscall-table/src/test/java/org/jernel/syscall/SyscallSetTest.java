package org.jernel.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jernel.syscall.tbl.SyscallTableRow;
import org.jernel.syscall.tbl.SyscallTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which calls of the table of Linux 6.1 are in a set: what strace 6.1 shows for the same words. */
final class SyscallSetTest {

    private static final Map<Integer, String> CALLS = calls();

    private static Map<Integer, String> calls() {
        return SyscallTables.recentTable().rows().stream()
                .filter(row -> row.abi().isNative())
                .collect(Collectors.toMap(SyscallTableRow::number, SyscallTableRow::name));
    }

    private static List<String> chosen(String text) {
        SyscallSet set = SyscallSet.parse(text, CALLS);
        return CALLS.values().stream().filter(set).sorted().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "getpid                | getpid",
        "write,read            | read, write",
        "0,39                  | getpid, read",
        "getpid,               | getpid",
        "getpid@64             | getpid",
        "?nosuch,getpid        | getpid",
        "??nosuch              | ~~",
        "?%nosuch              | ~~",
        "none                  | ~~",
        "!all                  | ~~",
        "!!getpid              | getpid",
        "/^.etpgid$             | getpgid, setpgid",
        "/getppid@64           | getppid",
        "stat                  | stat",
        "%lstat,%statfs        | lstat, statfs",
        "%fstat                | fstat, newfstatat, statx",
        "%%stat                | fstat, lstat, newfstatat, stat, statx",
        "%%statfs@64           | fstatfs, statfs, ustat",
        "%pure                 | getegid, geteuid, getgid, getpgrp, getpid, getppid, gettid, getuid"})
    void aSetIsWhatStraceTakesItFor(String text, String expected) {
        assertThat(chosen(text)).hasToString("[" + expected + "]");
    }

    /** Counted with strace 6.1 and a program that makes every call of the table. */
    @ParameterizedTest
    @CsvSource({
        "all, 362", "!none, 362", "'getpid,all', 362", "!getpid, 361", "!%file, 295", "%file, 67", "file, 67",
        "%desc, 123",
        "desc, 123", "%memory, 26", "memory, 26", "%process, 16", "process, 16", "%signal, 17", "signal, 17",
        "%ipc, 12",
        "ipc, 12", "%network, 21", "%net, 21", "network, 21", "%creds, 19", "%clock, 8"})
    void classesAreAsLargeAsThoseOfStrace(String text, int size) {
        assertThat(chosen(text)).hasSize(size);
    }

    @Test
    void aCallIsInTheClassesOfItsArguments() {
        assertThat(chosen("%desc")).contains("mmap", "openat", "quotactl_fd").doesNotContain("close_range", "kcmp",
                "socket");
        assertThat(chosen("%process")).contains("pidfd_send_signal").doesNotContain("pidfd_open", "unshare");
        assertThat(SyscallSet.ofClass("%pure")).accepts("getpid").rejects("kill");
        assertThat(SyscallSet.ofClass("%nosuch").isEmpty()).isTrue();
    }

    @Test
    void aSetHasOnlyCallsOfItsTable() {
        assertThat(SyscallSet.parse("%net", Map.of(39, "getpid")).isEmpty()).isTrue();
        assertThat(SyscallSet.parse("!%net", Map.of(39, "getpid"))).accepts("getpid").rejects("read");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "nosuch", "%nosuch", "%", "/nosuch", "9999", "getpid@32", "net", "creds", "clock", "pure", "%all", "ALL", "",
        ",", "!"
    })
    void whatNamesNothingIsRefusedInTheWordsOfTheTool(String text) {
        assertThatThrownBy(() -> SyscallSet.parse(text, CALLS))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("invalid system call '" + text + "'");
    }

    @Test
    void theWordIsNamedThatIsWrong() {
        assertThatThrownBy(() -> SyscallSet.parse("!read,none", CALLS)).hasMessage("invalid system call 'none'");
        assertThatThrownBy(() -> SyscallSet.parse("read,/(", CALLS)).hasMessage("regcomp: (: Unclosed group");
    }

    @Test
    void unknownWordsMayBeTaken() {
        List<String> unknown = new ArrayList<>();
        SyscallSet set = SyscallSet.parse("read,udp_sendmsg,?nosuch,tcp_sendmsg", CALLS, unknown::add);
        assertThat(set).accepts("read").rejects("udp_sendmsg");
        assertThat(unknown).containsExactly("udp_sendmsg", "tcp_sendmsg");
    }
}
