package org.jernel.user.menuos;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jernel.kernel.task.Signal;
import org.jernel.user.bin.Ifconfig;
import org.jernel.user.bin.Programs;
import org.jernel.user.bin.Replyhi;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/**
 * The shell of the lab, with its slips mended: quit ends it, version prints, the month is the month, the server can stop and
 * says when its address is taken.
 */
public final class MenuOs implements Program {

    /** The commands, for completion. */
    public static final List<String> COMMANDS = Stream.concat(
                    Stream.of("help", "version", "quit", "time", "time-asm"),
                    Programs.ALL.stream().map(Programs.Entry::name))
            .toList();

    @Override
    public int main(Libc libc, List<String> argv) {
        libc.printf("%s", Banner.TEXT);
        outliveInterrupts(libc);
        boolean _ = Ifconfig.bringUpLoopback(libc);
        List<Integer> services = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        Menu menu = new Menu(libc);
        menu.setPrompt("MenuOS>>");
        menu.menuConfig("version", "MenuOS V1.0(Based on Linux 3.18.6)", null);
        menu.menuConfig("quit", "Quit from MenuOS", words -> menu.stop());
        menu.menuConfig("time", "Show System Time", words -> printTime(libc, libc.time()));
        menu.menuConfig("time-asm", "Show System Time(asm)", words -> printTime(libc, libc.syscall(TIME)));
        menu.menuConfig("replyhi", "Reply hi TCP Service", words -> replyhi(libc, services, words));
        for (Programs.Entry program : Programs.ALL) {
            if (!menu.has(program.name())) {
                menu.menuConfig(program.name(), program.help(), words -> run(libc, others, program, words));
            }
        }
        menu.executeMenu(new Style.Mended());
        services.forEach(pid -> stop(libc, pid));
        others.forEach(pid -> stop(libc, pid));
        return 0;
    }

    /** A signal from the terminal ends the command that waits, not the shell. */
    private static void outliveInterrupts(Libc libc) {
        libc.signal(Signal.SIGINT.number(), signo -> {});
    }

    private static void run(Libc libc, List<Integer> services, Programs.Entry entry, List<String> words) {
        Program program = entry.factory().get();
        if (entry.isService()) {
            start(libc, services, program, words);
            return;
        }
        int _ = program.main(libc, words);
        // A program may have had a handler of its own, which ends with it.
        outliveInterrupts(libc);
    }

    /** The number itself, where the lab puts it into a register. */
    private static final long TIME = 201;

    private static void printTime(Libc libc, long seconds) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
        libc.printf(
                "time:%d:%d:%d:%d:%d:%d\n",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    private static void replyhi(Libc libc, List<Integer> services, List<String> words) {
        if (words.equals(List.of("replyhi", "stop"))) {
            stopAll(libc, services);
        } else if (words.size() > 1) {
            libc.printf("replyhi: usage: replyhi [stop]\n");
        } else {
            startReplyhi(libc, services);
        }
    }

    /** Parent and child as the lab's StartReplyhi has them, but the socket is opened before, so that an error is told. */
    private static void startReplyhi(Libc libc, List<Integer> services) {
        int listener = Replyhi.open(libc);
        if (listener < 0) {
            return;
        }
        int pid = libc.clone(child -> {
            child.signal(Signal.SIGINT.number(), null);
            return Replyhi.serve(child, listener);
        });
        libc.close(listener);
        if (pid < 0) {
            libc.perror("replyhi: clone");
            return;
        }
        services.add(pid);
        libc.printf("Reply hi TCP Service Started!\n");
        libc.printf("Please input hello...\n");
    }

    /** Runs a service beside the shell, for as long as the shell runs. */
    private static void start(Libc libc, List<Integer> services, Program service, List<String> words) {
        int pid = libc.clone(child -> {
            child.signal(Signal.SIGINT.number(), null);
            return service.main(child, words);
        });
        if (pid < 0) {
            libc.perror(words.getFirst() + ": clone");
            return;
        }
        services.add(pid);
    }

    private static void stopAll(Libc libc, List<Integer> services) {
        if (services.isEmpty()) {
            libc.printf("replyhi: not running\n");
            return;
        }
        services.forEach(pid -> stop(libc, pid));
        services.clear();
        libc.printf("Reply hi TCP Service Stopped!\n");
    }

    private static void stop(Libc libc, int pid) {
        libc.kill(pid, Signal.SIGTERM.number());
        libc.waitpid(pid, 0);
    }
}
