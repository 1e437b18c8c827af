package org.jernel.user.menuos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** The lab's menu engine: commands with a description and, perhaps, something to do. */
final class Menu {

    /** What a command does with its words. */
    @FunctionalInterface
    interface Handler {

        void run(List<String> argv);
    }

    record Command(String name, String description, @Nullable Handler handler) {}

    private final Libc libc;
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private String prompt = "Input a cmd > ";

    Menu(Libc libc) {
        this.libc = libc;
        menuConfig("help", "Menu List:", argv -> showAllCommands());
    }

    void setPrompt(String text) {
        prompt = text;
    }

    void menuConfig(String name, String description, @Nullable Handler handler) {
        commands.put(name, new Command(name, description, handler));
    }

    private void showAllCommands() {
        for (Command command : commands.values()) {
            libc.printf("%s - %s\n", command.name(), command.description());
        }
    }

    /** Reads and runs commands to the end of the input, where the lab would ask for ever, which is of no use to anybody. */
    void executeMenu() {
        while (true) {
            libc.printf("%s", prompt);
            String line = libc.getline();
            if (line == null) {
                return;
            }
            List<String> argv = List.of(line.strip().split("\\s+"));
            Command command = commands.get(argv.getFirst());
            if (command == null) {
                libc.printf("This is a wrong cmd!\n ");
            } else if (command.handler() != null) {
                command.handler().run(argv);
            }
        }
    }
}
