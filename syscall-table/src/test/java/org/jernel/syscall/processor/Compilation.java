package org.jernel.syscall.processor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What became of one source text that was compiled in memory with the processor. */
final class Compilation {

    private final Map<String, Output> outputs = new ConcurrentHashMap<>();
    private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();

    private Compilation() {}

    static Compilation of(String fileName, String source) {
        Compilation compilation = new Compilation();
        compilation.run(fileName, source);
        return compilation;
    }

    private void run(String fileName, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        JavaCompiler.CompilationTask task = compiler.getTask(
                null,
                new InMemory(files),
                diagnostics,
                List.of("-Xlint:all,-processing", "-Werror", "-classpath", System.getProperty("java.class.path")),
                null,
                List.of(new Input(fileName, source)));
        task.setProcessors(List.of(new SyscallDefineProcessor()));
        task.call();
    }

    /** Each error or warning as {@code line: message}. */
    List<String> complaints() {
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                .map(diagnostic -> diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    String generated(String className) {
        Output output = outputs.get(className + ".java");
        if (output == null) {
            throw new AssertionError(className + " was not generated, but " + outputs.keySet());
        }
        return output.bytes.toString(StandardCharsets.UTF_8);
    }

    Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                Output output = outputs.get(name + ".class");
                if (output == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = output.bytes.toByteArray();
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        return Class.forName(className, true, loader);
    }

    private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return outputs.computeIfAbsent(className + kind.extension, key -> new Output(className, kind));
        }
    }

    private static final class Input extends SimpleJavaFileObject {

        private final String source;

        Input(String fileName, String source) {
            super(URI.create("memory:///" + fileName), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    private static final class Output extends SimpleJavaFileObject {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String name, Kind kind) {
            super(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
