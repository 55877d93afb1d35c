// Runs before the first paint: follows the system where nobody has chosen.
(() => {
    const root = document.documentElement;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => {
        if (!root.dataset.themeChosen) {
            root.dataset.bsTheme = system.matches ? 'dark' : 'light';
        }
    };
    system.addEventListener('change', follow);
    follow();
})();
