# Sourced by mvnw and stargazer: find_jdk FOLDER prints the home of a JDK >= 25, or explains what to install.

# Prints the feature version of the JDK in $1 without starting it.
jdk_feature() {
  [ -x "$1/bin/java" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | head -n 1)
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  fi
  echo "${version:-0}"
}

find_jdk() {
  for candidate in "${STARGAZER_JAVA_HOME:-}" "${JAVA_HOME:-}" "${JDK_HOME:-}" "$1/jdk" \
      ${STARGAZER_JDK_FOLDERS-/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
      "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home}; do
    [ -n "$candidate" ] && [ -d "$candidate" ] || continue
    if [ "${2:-run}" = build ] && [ ! -x "$candidate/bin/javac" ]; then continue; fi
    feature=$(jdk_feature "$candidate") || continue
    if [ "$feature" -ge 25 ] 2>/dev/null; then
      echo "$candidate"
      return 0
    fi
  done
  echo "stargazer: no JDK 25 or newer found: install one (for example package 'temurin-25-jdk') or set STARGAZER_JAVA_HOME to its folder." >&2
  return 1
}
