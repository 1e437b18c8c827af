package org.jernel.user.menuos;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jernel.user.bin.Ifconfig;
import org.jernel.user.bin.Programs;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.sh.Shell;

/**
 * The shell of the lab, with its slips mended: quit ends it, version prints, the month is the month, the server can stop and
 * says when its address is taken. What the lab does not have is what a shell has: programs of {@code /bin}, pipes, redirection
 * and jobs.
 */
public final class MenuOs implements Program {

    private static final String PROMPT = "MenuOS>>";
    private static final String VERSION = "MenuOS V1.0(Based on Linux 3.18.6)";

    /** A command of the lab, which the shell runs itself. */
    private record LabCommand(String name, String help, Shell.Builtin builtin) {

        void addTo(Shell shell) {
            if (builtin instanceof ReplyhiService) {
                shell.starter(name, builtin);
            } else {
                shell.builtin(name, builtin);
            }
        }
    }

    /** What every shell can do, by name and help. */
    private static final Map<String, String> SHELL_COMMANDS = Collections.unmodifiableMap(new TreeMap<>(Map.of(
            "cd", "Change the Working Directory",
            "exit", "Quit with a Code",
            "export", "Set the Environment: NAME=VALUE",
            "fg", "Wait for a Job: [%N]",
            "bg", "Let a Stopped Job Go On: [%N]",
            "jobs", "List What Runs in the Background",
            "wait", "Wait for What Runs in the Background")));

    /** The commands, for completion. */
    public static final List<String> COMMANDS = Stream.of(
            Stream.of("help", "version", "quit", "time", "time-asm"),
            Programs.ALL.stream().map(Programs.Entry::name),
            SHELL_COMMANDS.keySet().stream())
            .flatMap(names -> names)
            .toList();

    @Override
    public int main(Libc libc, List<String> argv) {
        libc.printf("%s", Banner.TEXT);
        boolean _ = Ifconfig.bringUpLoopback(libc);
        Shell shell = new Shell(libc, "MenuOS", "no such command; help lists them", true);
        shell.exportDefault("PATH", "/bin");
        shell.exportDefault("HOME", "/root");
        List<LabCommand> lab = labCommands();
        lab.forEach(command -> command.addTo(shell));
        shell.setServices(name -> Programs.ALL.stream()
                .anyMatch(program -> program.isService() && program.name().equals(name)));
        int code = shell.interact(PROMPT);
        shell.endJobs();
        return code;
    }

    private static List<LabCommand> labCommands() {
        List<LabCommand> commands = new ArrayList<>();
        commands.add(new LabCommand("help", "Menu List:", (shell, _) -> help(shell.libc(), commands)));
        commands.add(new LabCommand("version", VERSION, (shell, _) -> print(shell.libc(), VERSION)));
        commands.add(new LabCommand("quit", "Quit from MenuOS", (shell, _) -> shell.exit(0)));
        commands.add(new LabCommand(
                "time", "Show System Time", (shell, _) -> printTime(shell.libc(), shell.libc().time())));
        commands.add(new LabCommand(
                "time-asm",
                "Show System Time(asm)",
                (shell, _) -> printTime(shell.libc(), shell.libc().syscall(TIME))));
        commands.add(new LabCommand("replyhi", "Reply hi TCP Service", new ReplyhiService()));
        return commands;
    }

    private static int help(Libc libc, List<LabCommand> lab) {
        lab.forEach(command -> libc.printf("%s - %s\n", command.name(), command.help()));
        Programs.ALL.stream()
                .filter(program -> lab.stream().noneMatch(command -> command.name().equals(program.name())))
                .forEach(program -> libc.printf("%s - %s\n", program.name(), program.help()));
        SHELL_COMMANDS.forEach((name, what) -> libc.printf("%s - %s\n", name, what));
        return 0;
    }

    private static int print(Libc libc, String line) {
        libc.printf("%s\n", line);
        return 0;
    }

    /** The number itself, where the lab puts it into a register. */
    private static final long TIME = 201;

    private static int printTime(Libc libc, long seconds) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
        libc.printf(
                "time:%d:%d:%d:%d:%d:%d\n",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
        return 0;
    }
}
