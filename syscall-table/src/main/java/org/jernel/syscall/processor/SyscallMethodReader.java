package org.jernel.syscall.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;

import org.jernel.syscall.CType;
import org.jernel.syscall.Partial;
import org.jspecify.annotations.Nullable;

/** Reads a SyscallDefine method, and tells the compiler of each fault at the place where it stands. */
final class SyscallMethodReader {

    private static final String DEFINE_PREFIX = "org.jernel.syscall.SyscallDefine";
    private static final Pattern C_IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern CAMEL_HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private final Elements elements;
    private final Types types;
    private final Messager messager;
    private boolean faulty;

    SyscallMethodReader(Elements elements, Types types, Messager messager) {
        this.elements = elements;
        this.types = types;
        this.messager = messager;
    }

    /** The method's definition, or null if it has a fault, which was reported. */
    @Nullable
    SyscallMethod read(ExecutableElement method) {
        faulty = false;
        List<? extends AnnotationMirror> defines = defines(method);
        AnnotationMirror define = defines.getFirst();
        if (defines.size() > 1) {
            fault(method, defines.get(1), method.getSimpleName() + " defines one system call already");
        }
        String name = stringValue(define);
        if (!C_IDENTIFIER.matcher(name).matches()) {
            fault(method, define, "\"" + name + "\" is not a C identifier");
        }
        checkPlace(method);
        checkShape(method);
        checkArity(method, define, name);
        List<SyscallMethod.Parameter> parameters = new ArrayList<>();
        for (VariableElement parameter : method.getParameters()) {
            SyscallMethod.Parameter read = readParameter(parameter);
            if (read != null) {
                parameters.add(read);
            }
        }
        String note = readNote(method);
        return faulty
                ? null
                : new SyscallMethod(
                        name,
                        method.getSimpleName().toString(),
                        method.getReturnType().getKind(),
                        note,
                        parameters);
    }

    static List<? extends AnnotationMirror> defines(Element method) {
        return method.getAnnotationMirrors().stream()
                .filter(annotation -> annotation.getAnnotationType().toString().startsWith(DEFINE_PREFIX))
                .toList();
    }

    private void checkPlace(ExecutableElement method) {
        for (Element type = method.getEnclosingElement();
                type instanceof TypeElement element;
                type = type.getEnclosingElement()) {
            if (element.getModifiers().contains(Modifier.PRIVATE)) {
                fault(method, null, "the stub of " + method.getSimpleName() + " cannot reach it in the private "
                        + element.getSimpleName());
            }
            if (!element.getTypeParameters().isEmpty()) {
                fault(method, null, "a system call cannot be defined in the generic " + element.getSimpleName());
            }
        }
    }

    private void checkShape(ExecutableElement method) {
        if (method.getModifiers().contains(Modifier.PRIVATE)) {
            fault(method, null, "the stub of " + method.getSimpleName() + " cannot call it: it is private");
        }
        if (method.getModifiers().contains(Modifier.STATIC)) {
            fault(method, null, method.getSimpleName() + " is static, but a system call belongs to one kernel");
        }
        if (!method.getTypeParameters().isEmpty()) {
            fault(method, null, method.getSimpleName() + " must not have type parameters");
        }
        TypeKind returns = method.getReturnType().getKind();
        if (returns != TypeKind.LONG && returns != TypeKind.INT && returns != TypeKind.VOID) {
            fault(method, null, "a system call returns long, int or void, not " + method.getReturnType());
        }
        for (TypeMirror thrown : method.getThrownTypes()) {
            if (isChecked(thrown)) {
                fault(method, null, "a system call must not throw the checked " + thrown);
            }
        }
    }

    private boolean isChecked(TypeMirror thrown) {
        return !types.isSubtype(thrown, type(RuntimeException.class)) && !types.isSubtype(thrown, type(Error.class));
    }

    private DeclaredType type(Class<?> type) {
        return types.getDeclaredType(elements.getTypeElement(type.getName()));
    }

    private void checkArity(ExecutableElement method, AnnotationMirror define, String name) {
        String annotation = define.getAnnotationType().asElement().getSimpleName().toString();
        int arity = annotation.charAt(annotation.length() - 1) - '0';
        int actual = method.getParameters().size();
        if (actual != arity) {
            fault(method, define, "@" + annotation + "(\"" + name + "\") takes " + count(arity) + ", but "
                    + method.getSimpleName() + " has " + actual);
        }
    }

    private static String count(int arity) {
        return arity == 1 ? "1 argument" : arity + " arguments";
    }

    private SyscallMethod.@Nullable Parameter readParameter(VariableElement parameter) {
        TypeKind java = parameter.asType().getKind();
        String name = parameter.getSimpleName().toString();
        if (java != TypeKind.INT && java != TypeKind.LONG) {
            fault(parameter, null, "a system call takes int and long, but " + name + " is " + parameter.asType());
            return null;
        }
        AnnotationMirror annotation = annotation(parameter, CType.class);
        String cType = annotation == null
                ? parameter.asType().toString()
                : ArgumentType.normalize(stringValue(annotation));
        ArgumentType type = ArgumentType.of(cType);
        if (type == null) {
            fault(parameter, annotation, "\"" + cType + "\" is not a C type that a system call can take");
            return null;
        }
        if (!type.fits(java)) {
            fault(parameter, annotation, "\"" + cType + "\" is " + type.needs() + ", but " + name + " is "
                    + parameter.asType());
            return null;
        }
        return new SyscallMethod.Parameter(name, snakeCase(name), java, cType, type);
    }

    private static String snakeCase(String name) {
        return CAMEL_HUMP.splitAsStream(name)
                .map(part -> part.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("_"));
    }

    private String readNote(ExecutableElement method) {
        AnnotationMirror partial = annotation(method, Partial.class);
        if (partial == null) {
            return "";
        }
        String note = stringValue(partial).strip();
        if (note.isEmpty()) {
            fault(method, partial, "@Partial must say what is missing");
        }
        return note;
    }

    private static @Nullable AnnotationMirror annotation(Element element, Class<?> annotationType) {
        for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
            if (annotation.getAnnotationType().toString().equals(annotationType.getName())) {
                return annotation;
            }
        }
        return null;
    }

    private static String stringValue(AnnotationMirror annotation) {
        Map<? extends ExecutableElement, ? extends AnnotationValue> values = annotation.getElementValues();
        return values.values().stream()
                .map(value -> value.getValue().toString())
                .findFirst()
                .orElse("");
    }

    private void fault(Element element, @Nullable AnnotationMirror annotation, String message) {
        faulty = true;
        messager.printMessage(Diagnostic.Kind.ERROR, message, element, annotation);
    }
}
