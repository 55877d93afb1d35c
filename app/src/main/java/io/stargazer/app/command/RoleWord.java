package io.stargazer.app.command;

import io.stargazer.api.identity.Role;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Roles as people write them: viewer, operator, admin. Also what completion offers. */
final class RoleWord implements ITypeConverter<Role>, Iterable<String> {

    private static final List<String> WORDS = Arrays.stream(Role.values()).map(Role::word).toList();

    @Override
    public Role convert(String word) {
        return Arrays.stream(Role.values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException(
                                "'%s' is not one of %s".formatted(word, String.join(", ", WORDS))));
    }

    @Override
    public Iterator<String> iterator() {
        return WORDS.iterator();
    }
}
