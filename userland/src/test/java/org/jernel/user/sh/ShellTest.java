package org.jernel.user.sh;

import java.util.List;

import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.ProgramFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The shell as a program, with programs of {@code /bin}; each expectation was seen with dash and coreutils. */
final class ShellTest {

    /** What a script writes to both outputs, and its exit code. */
    private static String sh(String script) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            return sh(machine, script);
        }
    }

    private static String sh(Machine machine, String script) throws InterruptedException {
        int before = machine.terminal().screen().length();
        int status = machine.run(new Sh(), "sh", "-c", "cd /tmp; " + script);
        assertThat(status & 0x7f).as("ended by a signal").isZero();
        return machine.terminal().screen().substring(before) + "=" + (status >> 8);
    }

    @Test
    void pipesCarryBytesFromEachToTheNext() throws InterruptedException {
        assertThat(sh("echo one two | cat | wc")).isEqualTo("      1       2       8\n=0");
        assertThat(sh("false | true; echo $?; true | false; echo $?")).isEqualTo("0\n1\n=0");
        assertThat(sh("echo x | cat | cat | cat > f; cat f")).isEqualTo("x\n=0");
    }

    @Test
    void aWriterWithoutReaderEndsBySigpipe() throws InterruptedException {
        assertThat(sh("yes | head -n 2")).isEqualTo("y\ny\n=0");
    }

    @Test
    void anInputThatCannotBeReadIsToldAndEndsTheShell() throws InterruptedException {
        assertThat(sh("sh < /; echo $?")).isEqualTo("sh: error reading input: Is a directory\n2\n=0");
    }

    @Test
    void aLineLongerThanAnyCommandIsLeftOut() throws InterruptedException {
        assertThat(
                sh("head -c 5M /dev/zero > long; echo >> long; echo 'echo next' >> long; cat long long | sh; echo $?"))
                .isEqualTo("sh: error reading input: Cannot allocate memory\n2\n=0");
    }

    @Test
    void theOutputOfACommandBecomesWords() throws InterruptedException {
        assertThat(sh("echo $(echo a; echo b) \"$(echo 'c  d'; echo; echo)\" x$(true)y")).isEqualTo("a b c  d xy\n=0");
        assertThat(sh("d=$(pwd)/$(echo \")\" $(echo deep)); echo \"$d\"")).isEqualTo("/tmp/) deep\n=0");
        assertThat(sh("echo `echo old \\`echo way\\``")).isEqualTo("old way\n=0");
        assertThat(sh("x=$(false); echo $?; x=$(exit 7) true; echo $?; $(echo exit) 3")).isEqualTo("1\n0\n=3");
        assertThat(sh("echo $(cd /bin; pwd; x=1) $(pwd)$x; echo $(ls none 2>&1 | wc -l)"))
                .isEqualTo("/bin /tmp\n1\n=0");
        assertThat(sh("echo $(seq 10000) | wc -w; echo $(yes | head -c 9000000) | wc -c"))
                .isEqualTo(
                        "10000\nsh: command substitution: Cannot allocate memory\nsh: echo: Argument list too long\n0\n=0");
    }

    @Test
    void redirectionsOpenFiles() throws InterruptedException {
        assertThat(sh("echo a > f; echo b >> f; cat < f")).isEqualTo("a\nb\n=0");
        assertThat(sh("echo lost > f; echo b > f; cat f")).isEqualTo("b\n=0");
        assertThat(sh("ls none 2> e; cat e")).isEqualTo("ls: cannot access 'none': No such file or directory\n=0");
        assertThat(sh("ls none > f 2>&1; wc -l f")).isEqualTo("1 f\n=0");
        assertThat(sh("ls none 2>&1 > f | wc -l")).isEqualTo("1\n=0");
        assertThat(sh("cat < none; echo $?")).isEqualTo("sh: none: No such file or directory\n1\n=0");
        assertThat(sh("echo x > /; echo $?")).isEqualTo("sh: /: Is a directory\n1\n=0");
        assertThat(sh("> f; wc -c f; wc -c < f")).isEqualTo("0 f\n0\n=0");
    }

    @Test
    void aRedirectionOfABuiltinEndsWithIt() throws InterruptedException {
        assertThat(sh("export A=1 > f; echo shown; export > f; grep -c A= f")).isEqualTo("shown\n1\n=0");
    }

    @Test
    void listsRunByTheCodesBefore() throws InterruptedException {
        assertThat(sh("true && echo a || echo b; false && echo c || echo d")).isEqualTo("a\nd\n=0");
        assertThat(sh("! true; echo $?; ! false; echo $?")).isEqualTo("1\n0\n=0");
        assertThat(sh("exit 7; echo never")).isEqualTo("=7");
        assertThat(sh("false")).isEqualTo("=1");
    }

    @Test
    void codesTellWhyNothingRan() throws InterruptedException {
        assertThat(sh("frobnicate; echo $?")).isEqualTo("frobnicate: not found\n127\n=0");
        assertThat(sh("./none; echo $?")).isEqualTo("sh: ./none: No such file or directory\n127\n=0");
        assertThat(sh("echo x > f; ./f; echo $?")).isEqualTo("sh: ./f: Permission denied\n126\n=0");
        assertThat(sh("/tmp; echo $?")).isEqualTo("sh: /tmp: Permission denied\n126\n=0");
        assertThat(sh("sh -c 'kill -9 $$'; echo $?")).isEqualTo("137\n=0");
    }

    @Test
    void variablesAndTheEnvironment() throws InterruptedException {
        assertThat(sh("A=1; echo $A-$B-; A=2 env | grep A=; echo $A; export A; env | grep A="))
                .isEqualTo("1--\nA=2\n1\nA=1\n=0");
        assertThat(sh("A='x  y'; echo $A \"$A\"; unset A; echo $A.")).isEqualTo("x y x  y\n.\n=0");
        assertThat(sh("sh -c 'echo $0 $1 $#' a b c")).isEqualTo("a b 2\n=0");
    }

    @Test
    void patternsBecomeNames() throws InterruptedException {
        assertThat(sh("> b.c; > a.c; > .h; > x; echo *.c ? [ax] '*' .* no*e /t*p"))
                .isEqualTo("a.c b.c x x * .h no*e /tmp\n=0");
    }

    /** A copy of a program has its rights, and keeps them when it is written over. */
    @Test
    void scriptsNameTheirInterpreter() throws InterruptedException {
        assertThat(sh("cp /bin/true s; echo '#!/bin/sh' > s; echo 'echo got $1 of $0' >> s; ./s arg"))
                .isEqualTo("got arg of ./s\n=0");
        assertThat(sh("cp /bin/true s; echo 'echo plain $1' > s; ./s arg")).isEqualTo("plain arg\n=0");
        assertThat(sh("cp /bin/true s; echo '#!/bin/none' > s; ./s; echo $?"))
                .isEqualTo("sh: ./s: No such file or directory\n127\n=0");
        assertThat(sh("cp /bin/true s; echo '#! /bin/echo  -n   a b ' > s; ./s c")).isEqualTo("-n   a b ./s c\n=0");
    }

    @Test
    void theBackgroundIsWaitedForWhenAsked() throws InterruptedException {
        assertThat(sh("sleep 0.05 > f & wait; echo done $?")).isEqualTo("done 0\n=0");
        assertThat(sh("cat & wait; echo $?")).isEqualTo("0\n=0");
    }

    @Test
    void nothingRunsOfWhatIsNotUnderstood() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run(new Sh(), "sh", "-c", "echo a; echo b | | c");
            assertThat(status >> 8).isEqualTo(2);
            assertThat(machine.terminal().screen()).isEqualTo("sh: 1: Syntax error: \"|\" unexpected\n");
        }
    }

    @Test
    void aProgramOfTheEmbeddersIsAFileLikeOthers() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.kernel().get(ProgramFormat.class).install("/bin/greet", () -> (Libc libc, List<String> argv) -> {
                libc.printf("%s to %s by %s\n", libc.getenv("WORD"), argv.get(1), argv.getFirst());
                return 3;
            });
            assertThat(sh(machine, "WORD=hi greet you; echo $?")).isEqualTo("hi to you by greet\n3\n=0");
            assertThat(sh(machine, "cp /bin/greet mine; ln -s mine link; WORD=hi ./link me"))
                    .isEqualTo("hi to me by ./link\n=3");
        }
    }

    @Test
    void theShellRunsWhatItReads() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("echo one", "echo two | cat", "exit 4");
            assertThat(machine.run(new Sh(), "sh")).isEqualTo(4 << 8);
            assertThat(machine.terminal().screen()).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void descriptorsAreNotLeftOpen() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.kernel().get(ProgramFormat.class).install("/bin/fds", () -> (Libc libc, List<String> argv) -> {
                libc.printf("%s\n", open(libc));
                return 0;
            });
            assertThat(sh(machine, "echo | fds; echo | cat > f; fds < f; fds 3> g | cat"))
                    .isEqualTo("[0, 1, 2]\n[0, 1, 2]\n[0, 1, 2, 3]\n=0");
        }
    }

    private static String open(Libc libc) {
        StringBuilder open = new StringBuilder();
        for (int fd = 0; fd < 32; fd++) {
            if (libc.fstat(fd) != null) {
                open.append(open.isEmpty() ? "" : ", ").append(fd);
            }
        }
        return "[" + open + "]";
    }
}
