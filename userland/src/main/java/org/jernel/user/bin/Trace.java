package org.jernel.user.bin;

import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.DebuggerProgram;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.WaitResult;

/**
 * Records the walk of system calls through the kernel's layers as a file that Perfetto opens, and the packets meanwhile as one
 * that tshark reads, while a program runs or until it is interrupted.
 */
public final class Trace implements DebuggerProgram {

    private static final Getopt OPTIONS =
            Getopt.of("SET [--timeline FILE] [--pcap FILE] [PROGRAM [ARG]...]", "t:p:").with("timeline", 't')
                    .with("pcap", 'p');
    private static final int NOT_FOUND = 127;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.upTo(2).parse(libc, argv);
        String timeline = use.value('t');
        String pcap = use.value('p');
        if (!use.needs(1)) {
            return use.exitCode(2);
        }
        if (timeline == null && pcap == null) {
            use.refuse("one of --timeline and --pcap is needed");
            return 2;
        }
        if (timeline != null && timeline.equals(pcap)) {
            use.refuse("--timeline and --pcap name the same file");
            return 2;
        }
        List<String> program = use.operands().subList(1, use.operands().size());
        if (!program.isEmpty() && ProgramPath.find(libc, program.getFirst()) == null) {
            libc.dprintf(Libc.STDERR_FILENO, "trace: %s: %s\n", program.getFirst(), Errno.ENOENT.message());
            return NOT_FOUND;
        }
        try (TraceRecord recording = new TraceRecord(libc)) {
            if (program.isEmpty()) {
                recording.catchInterrupts();
            }
            if (!recording.begin(use.operands().getFirst(), timeline, pcap)) {
                return 1;
            }
            int code = program.isEmpty() ? recording.awaitInterrupt() : run(libc, program);
            return recording.finish() ? code : 1;
        }
    }

    private static int run(Libc libc, List<String> words) {
        int pid = libc.clone(child -> {
            int _ = child.execvpe(words.getFirst(), words, child.environ());
            child.perror("trace: " + words.getFirst());
            return NOT_FOUND;
        });
        if (pid < 0) {
            libc.perror("trace: clone");
            return 1;
        }
        WaitResult result = libc.waitpid(pid, 0);
        return result.exited() ? result.exitCode() : result.signal() + 128;
    }
}
