/// <reference types="vite/client" />
import { useData } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { nextTick, onMounted, watch } from "vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  setup() {
    const { frontmatter } = useData();
    // The layout of the first page has no main landmark, unlike that of the others.
    const markMain = () => {
      const content = document.getElementById("VPContent");
      if (frontmatter.value.layout === "home") content?.setAttribute("role", "main");
      else content?.removeAttribute("role");
    };
    onMounted(markMain);
    watch(
      () => frontmatter.value.layout,
      () => nextTick(markMain),
    );
  },
};
