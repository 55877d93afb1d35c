package io.stargazer.server.task.desk;

/**
 * How many tasks of a type come and go in a second, over the last ten.
 *
 * @param submitted accepted
 * @param ended in whichever way
 * @param failed those of them that failed or became dead letters
 */
public record TypePace(double submitted, double ended, double failed) {

    public static final TypePace NONE = new TypePace(0, 0, 0);

    public TypePace plus(TypePace other) {
        return new TypePace(
                submitted + other.submitted, ended + other.ended, failed + other.failed);
    }
}
