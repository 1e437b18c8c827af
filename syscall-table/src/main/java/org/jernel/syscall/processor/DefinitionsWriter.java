package org.jernel.syscall.processor;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;

/** Writes the definitions of one class as Java source that reads like the macro's expansion. */
final class DefinitionsWriter {

    private static final String REGISTERS = "long a0, long a1, long a2, long a3, long a4, long a5";

    private final Elements elements;
    private final String packageName;
    private final String handlers;
    private final String className;
    private final String modifier;

    DefinitionsWriter(Elements elements, TypeElement handlers, String className, boolean isPublic) {
        this.elements = elements;
        this.packageName = elements.getPackageOf(handlers).getQualifiedName().toString();
        String qualified = handlers.getQualifiedName().toString();
        this.handlers = packageName.isEmpty() ? qualified : qualified.substring(packageName.length() + 1);
        this.className = className;
        this.modifier = isPublic ? "public " : "";
    }

    String source(List<SyscallMethod> methods) {
        return """
                %simport java.util.List;
                import javax.annotation.processing.Generated;
                import org.jernel.syscall.Support;
                import org.jernel.syscall.SyscallDefinition;
                import org.jernel.syscall.SyscallMetadata;

                /** The system calls of {@link %s}, as {@code gcc -E} would show them. */
                @Generated("%s")
                %sfinal class %s {

                %s
                    private %s() {}

                    /** One definition for each SyscallDefine method. */
                    %sstatic List<SyscallDefinition> of(%s __self) {
                        return List.of(%s);
                    }
                }
                """
                .formatted(
                        packageName.isEmpty() ? "" : "package " + packageName + ";\n\n",
                        handlers,
                        SyscallDefineProcessor.class.getName(),
                        modifier,
                        className,
                        join(methods, "\n", this::expansion),
                        className,
                        modifier,
                        handlers,
                        join(methods, ",", this::definition));
    }

    private String expansion(SyscallMethod method) {
        return """
                    // %1$s

                    private static final SyscallMetadata __syscall_meta__%2$s = new SyscallMetadata(
                            "%2$s", %3$d, List.of(%4$s), List.of(%5$s));

                    private static long __se_sys_%2$s(%6$s __self, %7$s) {
                        return __do_sys_%2$s(__self%8$s;
                    }

                    private static long __do_sys_%2$s(%6$s __self%9$s) {
                        %10$s
                    }
                """
                .formatted(
                        method.declaration(),
                        method.name(),
                        method.parameters().size(),
                        join(method.parameters(), ", ", parameter -> literal(parameter.cType())),
                        join(method.parameters(), ", ", parameter -> literal(parameter.cName())),
                        handlers,
                        REGISTERS,
                        casts(method.parameters()),
                        join(method.parameters(), "", parameter -> ", " + parameter.javaType() + " "
                                + parameter.javaName()),
                        call(method));
    }

    /** One cast a line, each with the C declaration that demands it. */
    private static String casts(List<SyscallMethod.Parameter> parameters) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < parameters.size(); i++) {
            SyscallMethod.Parameter parameter = parameters.get(i);
            String blank = parameter.cType().endsWith("*") ? "" : " ";
            lines.append(i == 0 ? "," : "")
                    .append("\n                ")
                    .append(parameter.type().cast("a" + i, parameter.java()))
                    .append(i == parameters.size() - 1 ? " /* " : ", /* ")
                    .append(parameter.cType())
                    .append(blank)
                    .append(parameter.cName())
                    .append(" */");
        }
        return lines.append(")").toString();
    }

    private static String call(SyscallMethod method) {
        String arguments = join(method.parameters(), ", ", SyscallMethod.Parameter::javaName);
        String call = "__self." + method.method() + "(" + arguments + ");";
        return method.returns() == TypeKind.VOID ? call + "\n        return 0;" : "return " + call;
    }

    private String definition(SyscallMethod method) {
        String support = method.partialNote().isEmpty()
                ? "Support.FULL"
                : "Support.partial(" + literal(method.partialNote()) + ")";
        return """

                                new SyscallDefinition(
                                        __syscall_meta__%1$s,
                                        (a0, a1, a2, a3, a4, a5) -> __se_sys_%1$s(__self, a0, a1, a2, a3, a4, a5),
                                        %2$s,
                                        "%3$s.%4$s")\
                """
                .formatted(method.name(), support, handlers, method.method());
    }

    private String literal(String text) {
        return elements.getConstantExpression(text);
    }

    private static <T> String join(List<T> items, String delimiter, Function<T, String> text) {
        return items.stream().map(text).collect(Collectors.joining(delimiter));
    }
}
